"""Agencies, officers and persons: a commune that works, and another that must see nothing."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from identity import personal_number
from identity.models import Agency, Appointment, Officer, Person, User
from identity.personal_number import Sex
from identity.roles import Role

PREFIX = "003"


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency
        django_get_or_create = ("code",)

    code = "H99.35.22"
    name_vi = "Ủy ban nhân dân xã An Phú"
    name_en = "People's Committee of An Phú Commune"
    symbol = "UBND"
    kind = "commune"
    tier = Agency.Tier.COMMUNE
    place = "An Phú"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user-{n}")


class OfficerFactory(DjangoModelFactory):
    class Meta:
        model = Officer
        django_get_or_create = ("user",)

    user = factory.SubFactory(UserFactory)
    full_name = "Nguyễn Văn A"
    title = "Công chức"


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    officer = factory.SubFactory(OfficerFactory)
    agency = factory.SubFactory(AgencyFactory)
    roles = factory.LazyFunction(lambda: [Role.RECEPTION])
    from_on = date(2020, 1, 1)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    full_name = "Trần Thị Lan"
    sex = Person.Sex.FEMALE
    born_on = date(1985, 5, 12)
    address = "Thôn 2, xã An Phú, huyện Bình Hòa, tỉnh Sao Mai"
    phone = "0900000001"
    personal_number = factory.Sequence(lambda n: str(personal_number.make(PREFIX, Sex.FEMALE, 1985, n)))
