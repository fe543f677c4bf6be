"""Notices of roles: taken, revoked, moved."""

from __future__ import annotations

from typing import Literal

from storage.records import NoticeRecord

RoleKey = Literal["leader", "organiser", "admin"]


class RoleTaken(NoticeRecord):
    """For whoever sent an invitation: somebody has accepted it."""

    kind: Literal["role_taken"] = "role_taken"
    role: RoleKey
    unit: str
    member: str


class RoleRevoked(NoticeRecord):
    """A role was taken back, or ended because the unit was closed."""

    kind: Literal["role_revoked"] = "role_revoked"
    role: RoleKey
    unit: str
    closed: bool = False


class RoleMoved(NoticeRecord):
    """The unit `before` was merged into another, and a role over it goes on there."""

    kind: Literal["role_moved"] = "role_moved"
    role: RoleKey
    unit: str
    before: str


RoleNotice = RoleTaken | RoleRevoked | RoleMoved
