// Signs that this device has no letters for are written otherwise, or left out: nobody reads boxes.

const SIGNS = new RegExp(
  String.raw`(?:\p{Extended_Pictographic}[\uFE0F\p{EMod}]*(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{EMod}]*)*` +
    String.raw`|\p{Regional_Indicator}{1,2}|[0-9#*]\uFE0F?\u20E3|[\u2190-\u2BFF\uFF00-\uFFEF]\uFE0E?)[ \u00A0]*`,
  "gu",
);
const BESIDE = /[\uFE0E\uFE0F\u200D\u20E3\s]/u; // what only says how the sign before it looks
const NOBODYS = "\u0378"; // stands for nothing: drawn as whatever is drawn where a letter is missing
const SIDE = 40;

const known = new Map();
let pen = null;
let missing = null;

/** The text as this device can show it: a wide sign as a narrow one, a picture that it does not have not at all. */
export function legible(text) {
  const shown = text.replace(SIGNS, (sign) => (isDrawn(sign) ? sign : narrow(sign)));
  return shown.trim() || !text.trim() ? shown : text; // a sign alone stays: something was said
}

function narrow(sign) {
  const plain = sign.normalize("NFKC");
  return plain !== sign && isDrawn(plain) ? plain : "";
}

function isDrawn(sign) {
  return [...sign].every(hasGlyph);
}

function hasGlyph(letter) {
  if (BESIDE.test(letter) || letter <= "\u024F") return true;
  if (!known.has(letter)) known.set(letter, drawn(letter) !== (missing ??= drawn(NOBODYS)));
  return known.get(letter);
}

function drawn(letter) {
  pen ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pen.canvas.width = SIDE;
  pen.canvas.height = SIDE;
  pen.textBaseline = "middle";
  pen.font = `${SIDE * 0.6}px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(letter, 4, SIDE / 2);
  return pen.getImageData(0, 0, SIDE, SIDE).data.join();
}
