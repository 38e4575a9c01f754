"""Answers that break off, and answers that merely end without a full stop."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.instruction import instruction
from tests.fakes.judging import reason_for

STORY = "The patient came in on Monday. He had a cough for three weeks. There was no fever. "

CUT = [
    "To reset the device, hold the button down for ten seconds, release it, wait for the light and",
    "The three causes are the weather, the age of the pipes and the way the house was built in the",
    "You will need the following things, and you can buy all of them in any larger supermarket:",
    "The contract ends thirty days after notice, unless the parties have agreed on something else, in which case,",
    "The seller keeps the goods until the price is paid (with interest from the day on which it was due",
    "Der Vertrag endet dreißig Tage nach der Kündigung, wenn nicht beide Seiten etwas anderes vereinbart haben und",
    "Le contrat prend fin trente jours après la notification, sauf accord contraire des deux parties, mais",
    STORY + "We will see him again in two we",
    STORY + "The cough is likely to be due to",
    STORY * 3 + "He was told to come back as soon as he feels...",
    "Here is the function:\n```python\ndef double(x):\n    return 2 * x",
    "1. Study the pitcher and find his habits.\n2. Take your lead, and be ready to go back at once.\n3. The",
    "1. Segregation: there were separate schools. Even parks were divided. Trains were, too.\n\n"
    "2. Voting: there were many tests. Few people passed them.\n\n3. Labour: they were seen as cheap workers by",
    "1. It began early. The army was small. It grew.\n2. It ended after four years of fighting in the north,",
    "The tank holds 240 litres, and each of the pumps moves 12 litres a minute, so 240 / 12 =",
]

WHOLE = [
    "injury",
    "Revenue/Profit Sharing",
    "Ibuprofen PRN",
    "as follows:",
    "One moment, please...",
    "My money is gone :( I had topped up recently and saw that it went through, what is going on?",
    "The ATM just gave me the wrong amount, the app shows the amount that I've been charged though...",
    "editorial assistant at the newspaper, 40 pack years of tobacco, no alcohol and no drugs of any kind",
    STORY + "Please call me back. Thanks",
    STORY + "Best regards,\nDr. Miller",
    "def add(a, b):\n    total = a + b\n    numbers = [a, b, total]\n    return total if all(numbers) else f(total, b)",
    "Here is the function you asked for, which doubles a number:\n```python\ndef double(x):\n    return 2 * x\n```",
    "Things to bring on the trip for the two weeks in the mountains:\n- boots\n- a rope\n- warm gloves for the nights",
    STORY + "For the trip he needs:\n1. a pair of boots that keep water out\n2. warm gloves for the nights on the hut",
    "- the first of the many points that we have to talk about today,\n- the second one, which is shorter,",
    "The area is half of the base times the height, so we get A = 1/2 * 6 * 4 = 12 square metres",
    "In the year 1969 the first people walked on the moon (two of them, while a third one waited above)",
    "SELECT name, count(*) FROM customers WHERE city = 'Rome' GROUP BY name HAVING count(*) > 2 ORDER BY name",
    "本合同自书面通知之日起三十天后终止，除非双方另有约定，在这种情况下以约定为准",
    "สัญญานี้สิ้นสุดสามสิบวันหลังจากแจ้งเป็นลายลักษณ์อักษร เว้นแต่ทั้งสองฝ่ายจะตกลงกันเป็นอย่างอื่น",
    "यह अनुबंध लिखित सूचना के तीस दिन बाद समाप्त होता है जब तक कि दोनों पक्ष कुछ और तय न करें",
]


@pytest.mark.parametrize("response", CUT)
def test_an_answer_that_breaks_off_is_dropped_with_its_end(response: str) -> None:
    reason = reason_for(instruction(), Record("r", instruction="Explain it to me.", response=response))
    assert reason is not None
    assert reason.startswith("the response breaks off after: ")
    assert reason.endswith(" ".join(response[-20:].split()))


@pytest.mark.parametrize("response", WHOLE)
def test_a_whole_answer_is_kept_however_it_ends(response: str) -> None:
    assert reason_for(instruction(), Record("r", instruction="Explain it to me.", response=response)) is None


def test_an_extract_ends_where_its_source_made_it_end() -> None:
    clause = "The licensee shall not sell, rent or lend the software or any part of it to a third party, and"
    asked = Record("r", instruction=f"Quote the promise.\n\n{clause} shall not copy it.", response=clause)
    assert reason_for(instruction(), asked) is None
    assert reason_for(instruction(), Record("r", instruction="Write a promise.", response=clause)) is not None


def test_it_can_be_switched_off() -> None:
    assert reason_for(instruction(cut_off=False), Record("r", instruction="Go on.", response=CUT[0])) is None
