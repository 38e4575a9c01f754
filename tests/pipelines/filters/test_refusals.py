"""Refusals: what a machine says instead of answering, and what only sounds like it."""

import pytest

from pipelines.core.records import Record
from pipelines.filters.instruction import instruction
from tests.fakes.judging import reason_for

REFUSALS = [
    "Sorry, but I can't assist with that.",
    "I'm sorry, but I cannot help you with this request.",
    "I’m sorry, but I can’t fulfill that request. Perhaps I can help with something else.",
    "I apologize, but I am unable to provide guidance on how to pick a lock.",
    "I cannot provide instructions or advice on how to engage in harmful activities.",
    "I can't provide a response to that question as it is not appropriate.",
    "I cannot provide information or answers that promote illegal activities, including robbery.",
    "Unfortunately, I am not able to write content that is offensive to any group.",
    "I'm not comfortable discussing that topic.",
    "I must respectfully decline this request.",
    "I'm afraid I won't be able to assist you with that.",
    "As an AI language model, I don't have personal opinions.",
    "Great question! As an AI, I do not have access to live prices.",
    "I am an AI language model and do not condone any form of violence.",
    " I cannot provide a helpful or safe response to this question.",
    "I'm really sorry that you're feeling this way, but I'm unable to provide the help that you need.",
    "I am just an AI and I cannot feel pain.",
    "I don't have the ability to browse the web, but you could look it up.",
    "**I'm sorry, but as an AI developed by OpenAI, I cannot answer that.**",
    "Als KI-Sprachmodell kann ich dazu keine Meinung abgeben.",
    "Es tut mir leid, aber dabei kann ich Ihnen nicht helfen.",
    "En tant que modèle de langage, je ne peux pas donner d'avis.",
    "Lo siento, pero no puedo ayudar con eso.",
    "Como modelo de linguagem, eu não tenho sentimentos.",
    "抱歉，作为人工智能语言模型，我无法提供医疗建议。",
    "对不起，我不能提供这方面的帮助。",
]

ANSWERS = [
    "I'm sorry to hear about your card. Please block it in the app, and we will send a new one.",
    "I'm sorry, but I can't find a transfer of that amount; could you send me its reference?",
    "Sorry for the delay! Your refund was sent this morning.",
    "Unfortunately, the payment was declined because the card has expired.",
    "I cannot help but admire how the poem ends.",
    "I can't give you an answer before Monday, but I have asked the shop for the price.",
    "I am unable to provide a refund after thirty days, as the contract says in section four.",
    "I'm sorry, we cannot help customers outside of the EU at present; the shop in Oslo can.",
    "I can't recommend this restaurant enough: the fish alone is worth the trip.",
    "I can't create a second account for you while the first one is open; please close it in the app.",
    "I don't have any pain now, but I cannot lift my arm above the shoulder.",
    "As an AI researcher, I cannot overstate how useful a clean data set is.",
    "As an AI, I can help you plan this trip: start in Rome.",
    '"As an AI language model, I cannot answer" is what such a program says when it refuses.',
    "\"I'm sorry, but I can't assist with that,\" the robot answered, and the door stayed shut.",
    "The patient says that she cannot assist her husband with dressing any longer.",
    "Dear Ms Lee,\nI am sorry, but I have to decline your invitation to speak in May.",
    "No, I am not comfortable with that. I don't want you to do that.",
    "No, I can't swim, and neither can my brother.",
    "A language model cannot feel pain; it predicts the next word.",
    "Como modelo de lenguaje, BERT fue un gran avance.",
    "Als KI bezeichnet man Programme, die aus Daten lernen.",
    "Es tut mir leid, das zu hören. Bitte sperren Sie die Karte in der App.",
    "refusal",
    "cannot_help",
]


@pytest.mark.parametrize("response", REFUSALS)
def test_a_refusal_is_dropped_with_its_words(response: str) -> None:
    reason = reason_for(instruction(), Record("r", instruction="How do I do it?", response=response))
    assert reason is not None
    assert reason.startswith("a refusal: ")


@pytest.mark.parametrize("response", ANSWERS)
def test_an_answer_that_sounds_like_one_is_kept(response: str) -> None:
    assert reason_for(instruction(), Record("r", instruction="What happened then?", response=response)) is None


def test_only_the_beginning_is_read() -> None:
    answer = "The agent looked at the order for a while. " * 10 + "I'm sorry, but I can't assist with that."
    assert reason_for(instruction(repeats=False), Record("r", instruction="Go on.", response=answer)) is None


def test_refusals_are_kept_where_they_are_wanted() -> None:
    record = Record("r", instruction="How do I do it?", response="I'm sorry, but I can't assist with that.")
    assert reason_for(instruction(refusal=False), record) is None
