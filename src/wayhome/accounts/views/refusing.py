"""Show at the form what an action refused."""

from django.forms import Form

from wayhome.kernel.errors import BadInput, Conflict


def show_at(form: Form, problem: BadInput | Conflict) -> None:
    """Put a refusal beside the field that it is about, or above the form where it is about the whole."""
    known = BadInput(str(problem))  # both begin with a field's name where they are about one field
    form.add_error(known.field if known.field in form.fields else None, known.sentence)
