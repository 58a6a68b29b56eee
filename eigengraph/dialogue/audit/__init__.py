"""The user audit: what a simulated user did that its scenario gives no ground for."""

from eigengraph.dialogue.audit.auditing import UserAuditor, audit_user, unchecked_kinds, user_auditor

__all__ = ["UserAuditor", "audit_user", "unchecked_kinds", "user_auditor"]
