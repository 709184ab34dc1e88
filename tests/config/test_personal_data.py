import pytest
from django.core.exceptions import ValidationError

from config.personal_data import is_nhs_number, is_upn, refuse_personal_identifiers

BIRTH = "This looks like a date of birth. Take it out: nothing here may identify a child."
NHS = "This looks like an NHS number. Take it out: nothing here may identify a child."
UPN = "This looks like a unique pupil number (UPN). Take it out: nothing here may identify a child."


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("9434765919", True),
        ("4010232137", True),
        ("9434765870", True),
        ("1234567881", True),
        ("9434765918", False),
        ("1234567882", False),
        # The check of these nine digits would be ten, which no number has.
        ("1000000010", False),
        ("1000000011", False),
    ],
)
def test_is_nhs_number_checks_the_last_digit(digits, expected):
    assert is_nhs_number(digits) == expected


@pytest.mark.parametrize(
    ("upn", "expected"),
    [
        ("H801200001001", True),
        ("h801200001001", True),
        ("A123456789012", True),
        ("U80120000100A", True),
        ("B82043218760Z", True),
        ("A801200001001", False),
        ("H801200001002", False),
        ("A80120000100A", False),
    ],
)
def test_is_upn_checks_the_first_letter(upn, expected):
    assert is_upn(upn) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("DOB 12/03/2009", BIRTH),
        ("dob: 12.3.09", BIRTH),
        ("D.O.B. 12/03/2009", BIRTH),
        ("d.o.b 12-03-2009", BIRTH),
        ("DoB=2009-03-12", BIRTH),
        ("Date of birth: 12 March 2009", BIRTH),
        ("date of  birth 12 Mar 2009", BIRTH),
        ("Date of birth is 12 March 2009", BIRTH),
        ("Born 12th March, 2009", BIRTH),
        ("A boy born on 1st May 2010, now at home", BIRTH),
        ("born on the 3rd of September 2010", BIRTH),
        ("born March 12, 2009", BIRTH),
        ("(born: 12/3/09)", BIRTH),
        ("DOB (12/03/2009)", BIRTH),
        ("9434765919", NHS),
        ("943 476 5919", NHS),
        ("943-476-5919", NHS),
        ("NHS no. 943 476 5919.", NHS),
        ("first 943 476 5918, then 943 476 5919", NHS),
        ("H801200001001", UPN),
        ("the pupil h801200001001 moved", UPN),
        ("temporary number U80120000100A", UPN),
        ("A801200001001 or H801200001001", UPN),
    ],
)
def test_refuse_personal_identifiers_names_what_it_found(text, sentence):
    with pytest.raises(ValidationError) as refusal:
        refuse_personal_identifiers(text)

    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thresholds are understood and applied by partners.",
        # Ordinary dates.
        "By 31 March 2017",
        "Published 17/05/2016, effective 25.05.2016",
        "2016-05-25 to 2017-05-24",
        "28 February 2017 at 10:15",
        "The date of the birth cohort study is 12 March 2009",
        "Children born in 2009 or later",
        "Babies born between January and March 2017",
        "born 12 weeks 20 days early",
        "The board was born of the review of 12 March 2015",
        # Telephone numbers.
        "Call 01803 207176",
        "01803 207 176",
        "020 7946 0958",
        "+44 1803 207176",
        "+441803207176",
        "07700 900123",
        # Money and counts.
        "£1,234,567.89",
        "£650 x 200 days = £130,000",
        "25,100 children, 115.5 per 10,000",
        # References and report numbers.
        "Decision report 7566",
        "Inspection 10004321",
        "Reference 1234567890",
        "Order 43476591900",
        "URN SC0123456",
        "A801200001001",
        "XH801200001001",
        "H8012000010012",
        "ISBN 978-1-5286-0001-4",
    ],
)
def test_refuse_personal_identifiers_lets_ordinary_text_pass(text):
    assert refuse_personal_identifiers(text) is None
