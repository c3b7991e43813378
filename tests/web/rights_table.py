"""Who may use which address; see test_routes.py."""

Row = dict[str, str]
ROLES = ("owner", "admin", "manager", "solver", "reader", "elsewhere", "customer", "nobody")


def row(*expected: str) -> Row:
    return dict(zip(ROLES, expected, strict=True))


# yes: the request is taken, perhaps with "that is not possible now"; no: 403; hidden: 404; door: to the sign-in page;
# proof: to the page where a customer proves who he is; token: 401.
OPEN = row(*["yes"] * 8)
AGENTS = row(*["yes"] * 6, "door", "door")
ADMINS = row("yes", "yes", *["no"] * 4, "door", "door")
SEE = row(*["yes"] * 5, "hidden", "door", "door")
WORK = row(*["yes"] * 4, "no", "hidden", "door", "door")
MANAGE = row(*["yes"] * 3, "no", "no", "hidden", "door", "door")
NONE = row(*["hidden"] * 8)
HIS = row(*["proof"] * 6, "yes", "proof")

PAGES: dict[str, tuple[str, dict[str, str], Row]] = {}


def ask(method: str, who: Row, *names: str, **form: str) -> None:
    """Expect that of these addresses, asked by `method` with this form."""
    PAGES.update(dict.fromkeys(names, (method, form, who)))


ask("GET", OPEN, "account_login", "mfa_authenticate", "account_logout", "account_reset_password", "set-up")
ask("GET", NONE, "one-time-link")  # a token that was never given
ask("GET", row(*["no"] * 6, "door", "door"), "account_reauthenticate", "mfa_reauthenticate")  # without password
ask("GET", row(*["no"] * 6, "door", "door"), "mfa_reauthenticate_webauthn")  # without a passkey
ask("GET", OPEN, "mfa_login_webauthn")
ask("GET", AGENTS, "settings", "today", "more", "profile", "settings-sign-in", "mfa_index", "mfa_activate_totp")
ask("GET", row(*["hidden"] * 6, "door", "door"), "mfa_deactivate_totp", "mfa_view_recovery_codes")  # no second step
ask("GET", AGENTS, "mfa_generate_recovery_codes", "settings-tokens", "inbox", "search", "ticket-new", "inbox-dialogs")
ask("GET", AGENTS, "customers", "person", "outbox", "mfa_add_webauthn", "notifications", "settings-notifications")
ask("POST", AGENTS, "notifications-read", "push-try", "own-clock-stop")
ask("POST", AGENTS, "push-browsers", endpoint="https://push.example.com/a")
ask("POST", row(*["hidden"] * 6, "door", "door"), "push-browser-end")  # nobody's browser
ask("GET", OPEN, "manifest", "service-worker")
ask("GET", row(*["hidden"] * 6, "door", "door"), "mfa_remove_webauthn")  # nobody's passkey
ask("POST", AGENTS, "inbox-bulk")
ask("GET", AGENTS, "criteria-count", "settings-views", "settings-view-new", "view-rail", "people-meant")
ask("GET", SEE, "settings-view", "view", "view-row")
ask("POST", SEE, "view-star", on="1")
ask("POST", AGENTS, "views-order", id="1")
ask("POST", WORK, "view-cell", value="2")
ask("POST", row("yes", "yes", *["no"] * 3, "hidden", "door", "door"), "view-removal", "view-return")
ask("GET", row(*["yes"] * 6, "token", "token"), "live-counts", "live-there", "live-to-solve", "live-notices")
ask("POST", row(*["yes"] * 6, "token", "token"), "live-stir")
ask("GET", AGENTS, "to-solve")
ask("POST", AGENTS, "own-presence", presence="paused")
ask("GET", row(*["yes"] * 3, "no", "no", "no", "door", "door"), "team")
ask("POST", row(*["yes"] * 5, "hidden", "token", "token"), "presence", ticket="TICKET", doing="look")
ask("GET", ADMINS, "settings-rules", "settings-rule-new")
ask("GET", ADMINS, "settings-rule", "rule-older", "rule-trial", "rule-trial-tickets")
ask("POST", ADMINS, "rules-order", "rules-try", "rule-trial-stop", "rule-switch", "rule-copy", "rule-removal")
ask("POST", ADMINS, "rule-older-stop")
ask("GET", SEE, "ticket-why")
ask("GET", ADMINS, "settings-levels", "settings-level-new", "settings-level", "settings-level-rule-new")
ask("GET", ADMINS, "settings-level-rule", "settings-hours", "settings-hours-new", "settings-hours-one")
ask("POST", ADMINS, "settings-level-begin", preset="day")
ask("POST", ADMINS, "settings-levels-bring", "settings-level-removal", "settings-level-rule-removal")
ask("POST", ADMINS, "settings-level-rule-move", "settings-hours-removal", "settings-hours-day")
ask("POST", ADMINS, "settings-hours-days", day="2026-12-24")
ask("GET", ADMINS, "settings-silence", "silence-department", "silence-older")
ask("POST", ADMINS, "silence-stop")
ask("GET", ADMINS, "settings-reasons", "settings-reason-new", "settings-reason")
ask("POST", ADMINS, "reasons-preview", key="solved")
ask("POST", ADMINS, "reason-place", by="1")
ask("GET", ADMINS, "settings-late", "late-department")
ask("GET", SEE, "ticket-asked")
ask("POST", row(*["yes"] * 3, "no", "no", "hidden", "door", "door"), "ticket-asked-answer", then="answer", text="Yes.")
ask("GET", ADMINS, "mail-wordings", "mail-wording", "mail-look")
ask("POST", ADMINS, "mail-wording-preview", "mail-look-preview", text="{button}", subject="[#{ticket.code}]")
ask("GET", ADMINS, "settings-to-solve", "settings-hand-out", "hand-out-department", "settings-ways", "settings-way")
ask("GET", ADMINS, "settings-people", "settings-invite", "settings-person", "settings-departments")
ask("GET", ADMINS, "settings-department-new", "settings-department", "settings-options", "settings-deliveries")
ask("GET", ADMINS, "settings-outgoing")
ask("POST", ADMINS, "outgoing-pause", "outgoing-go")
ask("GET", ADMINS, "mailboxes", "mailbox-new", "mailbox", "ledger", "ledger-source")
ask("GET", ADMINS, "mailbox-consent", "mailbox-consented", "mail-services", "mail-service", "mail-service-new")
ask("GET", AGENTS, "settings-macros", "settings-macro-new", "steps-row")
ask("GET", row("yes", "yes", "yes", "yes", "yes", "hidden", "door", "door"), "settings-macro")  # of Support
ask("POST", row("yes", "yes", "yes", "no", "no", "hidden", "door", "door"), "macro-removal")
ask("POST", AGENTS, "macros-preview")
ask("GET", SEE, "ticket-macros", "ticket-macro")
ask("GET", AGENTS, "mass-all")
ask("GET", ADMINS, "settings-http")
ask("GET", ADMINS, "settings-beside", "settings-beside-new", "settings-beside-one")
ask("POST", ADMINS, "settings-beside-order", "settings-beside-try", "settings-beside-removal", id="1")
ask("GET", AGENTS, "chats")
ask("GET", row(*["hidden"] * 3, "yes", "hidden", "hidden", "door", "door"), "chat", "chat-lines")  # the solver's own
ask("POST", row(*["hidden"] * 3, "yes", "hidden", "hidden", "door", "door"), "chat-read")
ask("GET", SEE, "ticket-chats")
ask("GET", SEE, "ticket-beside", "ticket-panel", "ticket-print", "ticket-pdf")
ask("POST", WORK, "ticket-button", "ticket-transcript")
ask("POST", ADMINS, "http-again", "http-secret-removal")
ask("POST", AGENTS, "mass-new", "mass-warnings")
ask("GET", row("yes", "yes", "hidden", "yes", "hidden", "hidden", "door", "door"), "mass")  # the solver's own
ask("POST", row("yes", "yes", "hidden", "yes", "hidden", "hidden", "door", "door"), "mass-stop", "mass-undo")
ask("POST", NONE, "mail-hook-incoming", "mail-hook-incoming-mime", "mail-hook-tracking")  # the secret is wrong
ask("POST", ADMINS, "person-link", "person-access", "person-second-step")
ask("POST", ADMINS, "deliveries-retry", "delivery-retry", "timer-retry", "mailbox-test")
ask("GET", ADMINS, "safety", "signing")
ask("POST", ADMINS, "signing-act", make="nowhere.example")
ask("POST", ADMINS, "ledger-retry", "ledger-separate")
ask("POST", row("yes", *["hidden"] * 5, "door", "door"), "token-revocation")  # the owner's own
ask("GET", SEE, "message-why", "inbox-row", "ticket", "ticket-thread")
ask("GET", SEE, "ticket-dialogs", "ticket-peek", "file", "outbox-mail", "outbox-body")
ask("GET", row("yes", "yes", *["hidden"] * 4, "door", "door"), "outbox-source")  # it holds the customer's links
ask("GET", SEE, "ticket-readers", "ticket-colleagues", "ticket-sides", "ticket-side", "ticket-watch")
ask("GET", AGENTS, "internal", "settings-watching")
ask("POST", SEE, "ticket-draft", "ticket-files", kind="note", html="<p>Clean it.</p>")  # one's own, seen by nobody else
ask("POST", row(*["yes"] * 4, "no", "no", "door", "door"), "person-addresses", address="second@example.com")
ask("POST", WORK, "ticket-messages", kind="reply", html="<p>Clean it.</p>", to="hannah@example.com")
ask("POST", WORK, "ticket-assignment", "ticket-return", "ticket-answered", "ticket-reopening", reason="It came back.")
ask("POST", WORK, "ticket-resolution", reason="solved", what="a", why="b", next="c")
ask("POST", WORK, "ticket-thanks")
ask("POST", WORK, "ticket-split", message="MESSAGE")
ask("POST", WORK, "ticket-forward", to="sven@example.org", message="MESSAGE")
ask("POST", WORK, "ticket-later-one", do="now")
ask("GET", SEE, "ticket-later", "message-split", "message-forward")
ask("POST", WORK, "ticket-courtesy", more="MESSAGE")
ask("POST", WORK, "ticket-closure", basis="customer_said_so", how="He called.")
ask("POST", WORK, "ticket-postponement", until="TOMORROW")
ask("POST", WORK, "ticket-transfer", department="DEPARTMENT")
ask("POST", WORK, "ticket-tags", add="lid")
ask("POST", WORK, "ticket-status", status="answered")
ask("POST", WORK, "ticket-fields", fields="order", field_order="A-17")
ask("GET", AGENTS, "company")
ask("GET", ADMINS, "settings-statuses", "settings-status-new", "settings-status", "settings-status-own")
ask("GET", ADMINS, "settings-fields", "settings-field-new", "settings-field", "settings-forms", "settings-form-new")
ask("GET", ADMINS, "settings-form", "settings-groups", "settings-group-new", "settings-group")
ask("POST", ADMINS, "statuses-order", "fields-order", "groups-order", id="1")
ask("GET", SEE, "ticket-related")
ask("POST", WORK, "ticket-links", role="related", other="nonsense")
ask("POST", WORK, "ticket-incidents", reason="solved")
ask("POST", WORK, "ticket-checklist", do="add", text="Test the pump")
ask("POST", WORK, "ticket-time", do="start")
ask("GET", ADMINS, "settings-tags", "settings-tag-new", "settings-tag", "settings-checklists", "settings-checklist-new")
ask("GET", ADMINS, "settings-checklist")
ask("POST", ADMINS, "tags-duties", "checklists-order", id="1")
ask("GET", AGENTS, "tags-offered")
ask("GET", SEE, "ticket-clocks")
ask("POST", WORK, "ticket-level", level="")
ask("POST", WORK, "ticket-calls", outcome="not-reached")
ask("POST", WORK, "ticket-priority", priority="2")
ask("POST", WORK, "ticket-subject", subject="Another")
ask("POST", WORK, "ticket-requester", "ticket-participants", address="nele@example.com")
ask("POST", WORK, "ticket-spam", "ticket-deletion", "outbox-release")
ask("POST", row(*["yes"] * 4, "no", "no", "door", "door"), "person-speaking", "person-same", into="0")
ask("GET", NONE, "my-same")  # a token that was never given
ask("GET", SEE, "ticket-merge", q="grinder")
ask("POST", MANAGE, "ticket-purge")
ask("GET", OPEN, "my", "my-answer", "my-link")
ask("GET", row(*["proof"] * 8), "my-code")  # nobody waits for a code
ask("POST", row(*["proof"] * 8), "my-leave", "my-language", language="bg")
ask("GET", HIS, "my-ticket", "my-file")
