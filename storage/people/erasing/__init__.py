"""An erasure that is under way: what others were shown of a person, sought and blanked in steps.

Each step is a look, which only reads and keeps no writer waiting, and then changes of some rows at a time. How far it
has come stands in its row, so that after a crash it goes on from there. Until it is done, whatever may go out is held
against it (`outgoing.may_go_out`).
"""
