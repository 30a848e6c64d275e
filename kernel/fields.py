"""Fields of the API that more than one room needs."""

from typing import Any

from django.utils import translation
from rest_framework import serializers

LARGEST_ID = 2**63 - 1


class Id(serializers.IntegerField):
    """The id of a row; one that no database could hold is refused by its shape."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class InLanguage(serializers.CharField):
    """A name that a row has as `<source>_vi` and `<source>_en`, in the language in force."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        *path, stem = self.source_attrs
        for step in path:
            instance = instance[step] if isinstance(instance, dict) else getattr(instance, step)
        name = f"{stem}_{in_force()}"
        return instance[name] if isinstance(instance, dict) else getattr(instance, name)


class TextByName(serializers.DictField):
    """Texts by name. The names are texts of the same kind: no control characters that a database refuses."""

    child = serializers.CharField(max_length=1000)
    named = serializers.CharField(max_length=120)

    def run_child_validation(self, data: Any) -> Any:
        return super().run_child_validation({self.named.run_validation(name): data[name] for name in data})


def in_force() -> str:
    """Return "vi" or "en", whichever is nearer to the language in force."""
    return "en" if (translation.get_language() or "vi").startswith("en") else "vi"
