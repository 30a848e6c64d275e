"""What can be wrong with chains, steps and the messages of other offices."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid, Missing, Problem, Refused, Unavailable


class RouteUnknown(Invalid):
    """No linked service is declared under the code. params: route."""

    code = "route-unknown"
    sentence = _("“%(route)s” is no linked service.")


class ChoicesInvalid(Invalid):
    """What the applicant chose does not go together. params: choices."""

    code = "choices-invalid"
    sentence = _("These choices do not go together: %(choices)s.")


class FactsIncomplete(Invalid):
    """The declaration lacks what the agencies need to be told. params: missing = names of facts."""

    code = "facts-incomplete"
    sentence = _("The declaration lacks: %(missing)s.")


class FactUnknown(Invalid):
    """A correction names a fact that no agency is told. params: facts."""

    code = "fact-unknown"
    sentence = _("No agency is told: %(facts)s.")


class ReasonMissing(Invalid):
    """The act needs a reason."""

    code = "reason-missing"
    sentence = _("Give a reason.")


class ChainExists(Refused):
    """The dossier's chain has begun already. params: code."""

    code = "chain-exists"
    sentence = _("The linked service of %(code)s has begun already.")


class ChainMissing(Missing):
    """No such chain, or not yours to see."""

    code = "chain-missing"
    sentence = _("There is no such linked service here.")


class StepMissing(Missing):
    """The chain has no such step."""

    code = "step-missing"
    sentence = _("The linked service has no such step.")


class NothingAsked(Refused):
    """No agency waits for a supplement."""

    code = "nothing-asked"
    sentence = _("No agency has asked for a supplement.")


class NothingCorrected(Invalid):
    """A resend says what is different, else it would be the same request."""

    code = "nothing-corrected"
    sentence = _("Say which facts are corrected.")


class PaperLacking(Missing):
    """The agency gave no signed paper with its answer."""

    code = "paper-lacking"
    sentence = _("The agency gave no paper for this step.")


class InputMissing(Refused):
    """An earlier answer does not hold what this step has to tell. params: step, name."""

    code = "input-missing"
    sentence = _("The answer to “%(step)s” does not say “%(name)s”.")


class SealRefused(Problem):
    """401: the seal is missing, wrong, or outside its window; the call is kept as untrusted. params: agency."""

    status = 401
    status_title = _("Not trusted")
    code = "seal-refused"
    sentence = _("The seal of this message is missing, wrong or too old.")


class MessageTooLarge(Problem):
    """413. params: most_bytes."""

    status = 413
    status_title = _("Too large")
    code = "message-too-large"
    sentence = _("A message has at most %(most_bytes)s bytes.")


class SchemaUnknown(Invalid):
    """The envelope is of a kind that nobody here reads. params: schema."""

    code = "schema-unknown"
    sentence = _("Messages of schema “%(schema)s” are not read here.")


class MessageMalformed(Invalid):
    """The envelope does not have the fields of its schema. params: field."""

    code = "message-malformed"
    sentence = _("The message is not as its schema says: %(field)s.")


class ReplyToUnknown(Missing):
    """The answer is to a message that was never sent. params: in_reply_to."""

    code = "reply-to-unknown"
    sentence = _("No message %(in_reply_to)s was sent.")


class NotYourStep(Refused):
    """The answer is to a message that was sent to another agency."""

    code = "not-your-step"
    sentence = _("That message was sent to another agency.")


class MessageIdReused(Refused):
    """The number came before, with another body. params: message_id."""

    code = "message-id-reused"
    sentence = _("The number %(message_id)s was used for another message.")


class InboxBusy(Unavailable):
    """The database has no time for the message; the agency sends it again."""

    code = "inbox-busy"
    sentence = _("The inbox is busy; send the message again in a moment.")


class AgencySilent(Unavailable):
    """The agency cannot be reached, is closed for repair, or answers nonsense. params: agency, cause."""

    code = "agency-silent"
    sentence = _("%(agency)s could not be reached: %(cause)s.")


class AgencyRefusesMessage(Refused):
    """The agency does not take the message, and would not take it a second time. params: agency, status, cause."""

    code = "agency-refuses-message"
    sentence = _("%(agency)s does not take the message (%(status)s): %(cause)s.")
