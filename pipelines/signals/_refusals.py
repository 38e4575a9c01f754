"""Signs of a machine that refuses, or speaks about being one, instead of answering.

Only the beginning is read, and only sentences in which somebody says "I": a support agent who is sorry to hear of a
lost card, a letter that apologises and a text about language models refuse nothing.
"""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.signals._wording import first_match

_READ = 320

_SORRY = (
    r"(?:(?:i(?:'m| am) |we(?:'re| are) )?(?:so |very |really |truly |terribly )?sorry|i(?:'m| am) afraid"
    r"|(?:i |my |we )?(?:sincere(?:ly)? |deep(?:ly)? )?apologi[sz]e|my apologies|apologies|unfortunately|no)\b"
    r"[^.!?\n]{0,40}?[,.;:!–—-]*\s*(?:but |however,? )?(?:that )?"
)
_MACHINE = r"(?:ai|a\.i\.|artificial intelligence|(?:large |ai )?language model)"
_KIND = rf"(?:\w+ )?{_MACHINE}(?: language)?(?: model| assistant| chatbot| system| program)?"
_AS_MACHINE = rf"as an? {_KIND}(?: (?:developed|created|trained|made|built) by \w+)?"
_CANNOT = (
    r"i(?:(?: really| just)? (?:can(?:no|')?t|can not|could not|couldn't|won't(?: be able to)?"
    r"|will not(?: be able to)?|(?:do not|don't) feel comfortable)|(?: am|'m) (?:unable|not able|not allowed) to"
    r"| (?:must|have to) (?:respectfully )?(?:decline|refuse) to)"
)
_BAD = (
    r"(?:harmful|illegal|unethical|explicit|sexual|violent|hateful|offensive|discriminatory|inappropriate|defamatory"
    r"|dangerous|malicious|such (?:content|a|an|material)|content (?:that|which)|that (?:kind|type|sort) of)"
)
_ACTS = (
    r"(?:assist|help|aid)(?: you)?(?: (?:with|in|on) (?:that|this|these|those|such|it|your (?:request|question|query)"
    r"|the request|(?:writing|making|creating|generating|providing|producing|finding|anything)\b)|\s*[.!,;]|\s*$)",
    r"(?:fulfill?|comply with|engage (?:in|with)|participate in) (?:that|this|such|these|those|your|the|any)\b",
    r"(?:answer|respond to|discuss) (?:(?:that|this|such)\b|(?:your|the) (?:question|query|request|prompt))",
    r"(?:provide|give|offer|share|supply)(?: you)?(?: with)? (?:\w+ ){0,4}?(?:instructions?|guidance|assistance"
    r"|(?:medical|legal|financial|investment|professional|personali[sz]ed) advice|advice (?:or \w+|(?:on|about) how to)"
    r"|a (?:medical )?diagnosis|the help (?:that )?you|(?:response|answer) (?:to|for) (?:this|that|your|such)"
    rf"|information (?:or \w+|(?:on|about) how to|that)|{_BAD})",
    rf"(?:generate|create|write|produce|make|support|promote|condone|encourage|endorse) (?:\w+,? ){{0,4}}?{_BAD}",
)
_LACKS = (
    r"(?:can(?:no|')?t|can not|do not|don't|unable|not able|am not|'m not|lack|have no|haven't"
    r"|not (?:capable|programmed|designed)|won't|incapable)"
)
_SAID = (
    rf"(?:{_SORRY})?(?:{_AS_MACHINE}, ?)?{_CANNOT} (?:{'|'.join(_ACTS)})",
    rf"(?:{_SORRY})?i(?: am|'m) not comfortable (?:providing|writing|creating|discussing|answering|helping)\b",
    rf"(?:{_SORRY})?i (?:must|have to) (?:respectfully )?(?:decline|refuse) (?:this|that|your) (?:request|question)",
    rf"(?:{_SORRY})?(?:it|that|this)(?:'s| is| would be| goes) (?:against|outside|not within) my "
    r"(?:programming|guidelines|capabilities|training)",
    rf"(?:{_SORRY})?i (?:don't|do not) have (?:the (?:ability|capability) to (?:browse|access|feel|experience|see|view)"
    r"|personal (?:opinions?|beliefs?|feelings|experiences?|emotions|preferences)"
    r"|access to (?:the internet|real[- ]time|current (?:data|information|events|news)))",
)
_SPOKEN_AS_MACHINE = (
    rf"{_AS_MACHINE},? (?:i|my|it is|it's)\b[^.!?\n]{{0,60}}?\b{_LACKS}",
    rf"i(?: am|'m) (?:just |only |merely |simply )?an? {_KIND}\b[^.!?\n]{{0,80}}?\b(?:i|and)\b[^.!?\n]{{0,20}}?"
    rf"{_LACKS}",
)
_OTHER_TONGUES = (
    r"als (?:eine? )?(?:ki|künstliche intelligenz|ki-?\w*modell|ki-assistent|sprachmodell)\b[^.!?\n]{0,40}? ich\b"
    r"[^.!?\n]{0,80}?\b(?:nicht|keine?n?)\b",
    r"(?:es )?tut mir leid, aber (?:ich kann|das kann ich|dabei kann ich)[^.!?\n]{0,60}? nicht "
    r"(?:helfen|weiterhelfen|behilflich|unterstützen|nachkommen|erfüllen|beantworten)",
    r"en tant qu(?:e |')(?:une? )?(?:ia|intelligence artificielle|modèle de langage|assistant ia)\b[^.!?\n]{0,40}?"
    r" je n(?:e |')",
    r"(?:je suis )?désolée?, (?:mais )?je ne peux pas (?:vous aider|répondre à (?:cette|votre)|fournir|satisfaire)",
    r"como (?:una? )?(?:ia|inteligencia artificial|inteligência artificial|modelo de (?:lenguaje|linguagem))\b"
    r"[^.!?\n]{0,40}? (?:no|não) (?:puedo|tengo|soy|posso|tenho|sou)\b",
    r"(?:lo siento|sinto muito|desculpe|lamento), (?:pero |mas )?(?:no puedo|não posso) "
    r"(?:ayudar|asistir|cumplir|proporcionar|responder|fornecer|atender)",
    r"come (?:una? )?(?:ia|intelligenza artificiale|modello (?:linguistico|di linguaggio))\b[^.!?\n]{0,40}? non "
    r"(?:posso|ho|sono)\b",
    r"mi dispiace, ma non posso (?:aiutar|fornire|rispondere|soddisfare)",
    r"(?:(?:很|非常)?(?:抱歉|对不起)[，,。]?)?作为(?:一个|一名)?\s*(?:ai|人工智能|大?型?语言模型)[^。！？\n]{0,20}?我"
    r"(?:无法|不能|没有|不)",
    r"(?:很|非常)?(?:抱歉|对不起)[，,。]\s*(?:但)?我(?:无法|不能)(?:提供|协助|帮助|回答|满足|完成)",
)
_START = r"^[\s*_>#-]*"
_PATTERN = (
    rf"(?i)(?P<found>{_START}(?:{'|'.join((*_SAID, *_OTHER_TONGUES))})"
    rf"|(?:{_START}|[.!?]\s+|\n)(?:{'|'.join(f'(?:{_SORRY})?{said}' for said in _SPOKEN_AS_MACHINE)}))"
)


def refusals(responses: pa.Array) -> pa.Array:
    """string (n,): the words each response refuses with; null where it does not, or is null."""
    start = pc.replace_substring(pc.utf8_slice_codeunits(responses, 0, _READ), "’", "'")
    return first_match(start, _PATTERN)
