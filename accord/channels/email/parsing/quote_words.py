"""Words by which mail programs introduce what they quote, in many languages. Data for `quoting`, nothing else."""

# ruff: noqa: E501, SIM905 - long rows of words and patterns read better unbroken.

import re

# The role that a header word plays in a quoted block of headers.
_HEADER_WORDS = {
    "from": """from|von|de|da|van|fra|från|från|od|lähettäjä|от|от кого|від|відправник|saatja|kellelt|no|sūtītājs|nuo|feladó|
        expéditeur|remitente|mittente|afzender|avsändare|afsender|absender|nadawca|odesílatel|odesilatel|pošiljatelj|
        kimden|gönderen|από|מאת|من|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|expedidor|wysłane przez|
        подател|изпращач|отправитель|de la|expediteur|expeditor|feladó|šalje|pošilja|pengirim|dari|từ|mengirim|od koga""",
    "sent": """sent|date|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|fecha|
        fecha de envío|inviato|data|inviato il|verzonden|verzonden op|sendt|dato|skickat|skickat den|skickat|skickades|
        lähetetty|päiväys|päivämäärä|wysłano|wysłany|data wysłania|odesláno|odoslané|datum odeslání|отправлено|дата|
        дата отправки|изпратено|изпратено на|надіслано|saadetud|kuupäev|nosūtīts|datums|išsiųsta|elküldve|dátum|
        poslano|poslato|datum pošiljanja|küldve|gönderildi|tarih|gönderme tarihi|στάλθηκε|ημερομηνία|נשלח|תאריך|
        تاريخ الإرسال|التاريخ|发送时间|日期|寄件日期|日時|送信日時|日付|보낸 날짜|보낸날짜|날짜|trimis|trimis la|
        dikirim|tanggal|ngày|đã gửi|time|sendetid|дата и время""",
    "to": """to|an|à|a|para|per|aan|til|till|vastaanottaja|do|komu|кому|до|за|kellele|saaja|kam|kam adresēts|kom|címzett|
        destinataire|destinatario|destinatário|ontvanger|mottagare|modtager|empfänger|adresat|pro|za|prejemnik|kime|alıcı|
        προς|אל|עבור|إلى|收件人|宛先|받는 사람|받는사람|수신|către|catre|kepada|tới|đến|получатель|получател|gavėjas|
        saņēmējs|primatelj|prima|pre|naar|adresātas|uz""",
    "cc": """cc|kopie|kopia|kopio|kopi|copie|copia|копия|копія|koopia|kopija|másolat|bilgi|cc to|抄送|副本|참조|c.c.|kópia|
        cópia|dw|udw|kp|ccc|bcc|blind copy|copie à|скрытая копия|κοιν.|κοινοποίηση""",
    "subject": """subject|betreff|betr.|objet|asunto|oggetto|assunto|onderwerp|emne|ämne|aihe|temat|předmět|predmet|тема|
        относно|teema|pealkiri|temats|tēma|tema|tárgy|zadeva|naslov|konu|θέμα|נושא|الموضوع|主题|主旨|件名|제목|subiect|
        perihal|subjek|chủ đề|re|sujet|titre|titel|dalykas|predmet poruke|тема листа|вопрос""",
    "extra": """reply-to|reply to|antwort an|répondre à|responder a|rispondi a|importance|priority|wichtigkeit|importancia|
        priorità|attachments|anlagen|pièces jointes|allegati|adjuntos|bijlagen|отговор до|organization|organisation|
        resent-from|message-id|x-mailer|mailed-by|signed-by|sensitivity|categories|size|返信先|附件|添付ファイル|vastus|
        atsakyti|ответить""",
}  # fmt: skip
HEADER_ROLES = {
    " ".join(word.split()): role
    for role, words in _HEADER_WORDS.items()
    for word in words.split("|")
    if word.strip()
}
MAX_HEADER_WORD = max(map(len, HEADER_ROLES))

_VERBS = """wrote|writes|write|said|says|schrieb|schreibt|geschrieben|a écrit|ecrit|écrit|écrivait|ha scritto|scrive|scritto|
    escribió|escribio|escribe|escreveu|escreve|schreef|schrijft|skrev|skriver|skreiv|skrifaði|napsal|napsala|napsal(a)|
    napísal|napísala|napísal(a)|napisał|napisała|napisał(a)|napisal|napisala|napisal(a)|napisa|пише|пишет|писал|писала|
    написал|написала|написал(а)|написа|написав|написала|пишува|írta|írta|írja|ezt írta|kirjoitti|kirjoittaa|kirjutas|
    kirjutab|rakstīja|raksta|rašė|parašė|piše|je napisal|je napisala|je napisal/-a|napisal/-a|napisal/a|je napisao|napisao|napisala je|je napisao/la|
    a scris|scrie|έγραψε|έγραψαν|γράφει|yazdı|şunu yazdı|şunları yazdı|yazmış|כתב|כתבה|كتب|写道|寫道|写到|님이 작성|작성|
    님이 씀|書きました|のメール|のメッセージ|wrote on|đã viết|viết|menulis|tulis|a escrit|idatzi du|scríobh|ysgrifennodd|
    เขียนว่า|เขียน|नेलिखा|लिखा|ha escrit|va escriure|заявил|сообщил|сообщила|изпрати|отправил|отправила|
    sent|sendte|gesendet"""
_ALL_VERBS = tuple({" ".join(verb.split()) for verb in _VERBS.split("|") if verb.strip()})
# Single words are looked up word by word; phrases, and scripts without spaces, are searched for.
VERB_WORDS = frozenset(verb for verb in _ALL_VERBS if " " not in verb and verb < "\u3000")
VERB_PHRASES = tuple(verb for verb in _ALL_VERBS if verb not in VERB_WORDS)
ALL_VERBS = _ALL_VERBS

OPENERS = re.compile(
    r"(?i)^(?:[-–—*_\s]*)(?:on|am|an|at|le|el|il|em|op|den|dnia|w dniu|dne|dňa|в|на|il giorno|le|a|pe|ma|ti|ke|to|la|su|"
    r"em|no dia|quoting|zitat von|citando|citat|цитат от|citējot|tsiteerin|tsiteerides|пользователь|la data de|pada|vào|v|dana|u|tarihinde|στις|ב|في|om|kl|"
    r"date|il|ons|tor|fre|lör|sön|mån|tis|man|tir|lør|søn|from|message from)\b"
)
WEEKDAYS = re.compile(
    r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|sab|"
    r"seg|ter|qua|qui|sex|pn|wt|śr|czw|pt|sob|ndz|po|út|st|čt|pá|ne|пн|вт|ср|чт|пт|сб|вс|нд|понедельник|понеделник|вторник|среда|сряда|"
    r"четверг|четвъртък|пятница|петък|суббота|събота|воскресенье|неделя|неделю|esmasp|teisip|kolmap|neljap|reede|laup|"
    r"pühap|[ETKNRLP]|pirmd|otrd|trešd|ceturtd|piektd|sestd|svētd|pon|tor|sre|čet|pet|sob|ned|maanantai|ma|ti|ke|to|pe|"
    r"la|su|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|lørdag|søndag|man|tir|ons|fre|lør|søn|mån|"
    r"tis|lör|sön|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|"
    r"domenica|pzt|sal|çar|per|cum|cmt|paz)[a-zа-яäöüõšžēīāū]{0,9}[.,]?\s"
)
# Beginnings of month names; compared with whole words beside a number.
MONTHS = tuple(
    """jan feb mar apr may jun jul aug sep oct nov dec mär mrz mai okt dez janv févr fév mars avr juin juil
    août sept déc ene abr ago dic gen mag giu lug set ott mrt mei maj fev outu sty lut kwi cze lip sie
    wrz paź lis gru led úno bře dub kvě čvn čvc srp zář říj prosin янв февр фев мар апр мая май мае июн июл
    авг сен окт ноя дек януари юни юли ное jaan veebr märts juun juul dets aprīl maij jūn jūl okto avg
    jūnijs tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu ocak şub nis haz tem ağu
    eyl eki kas ara ian iun iul noi szept júl jún ápr márc máj січ лют бер кві тра чер лип сер вер жов
    лис гру ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ""".split()
)
NUMERIC_DATE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{2,4}\s*年\s*\d{1,2}\s*月|\d{4}년|(?:19|20)\d\d(?!\d)"
)
TOKENS = re.compile(r"[^\W\d_]+|\d+")
CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}|\d{1,2}\s?(?:am|pm|uhr)\b|[上下]午", re.IGNORECASE)

_ORIGINAL = """original message|original appointment|original e-?mail|originalnachricht|ursprüngliche nachricht|ursprüngliche e-?mail|
    urspr[.] nachricht|urspr.ngliche nachricht|message d[' ’]origine|message original|message initial|mensaje original|
    mensagem original|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|oprindelig (?:besked|meddelelse)|
    originalmeddelelse|opprinnelig melding|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|
    wiadomość oryginalna|oryginalna wiadomość|treść oryginalnej wiadomości|původní (?:zpráva|e-mail)|pôvodná správa|
    исходное сообщение|оригинальное сообщение|оригинално съобщение|първоначално съобщение|оригинално писмо|початкове повідомлення|
    оригінальне повідомлення|algkiri|algsõnum|originaalkiri|algne (?:kiri|sõnum)|oriģinālais ziņojums|sākotnējais ziņojums|
    originalni pošiljatelj|izvirno sporočilo|prvotno sporočilo|originalno sporočilo|originalna poruka|eredeti üzenet|
    mesaj original|mesajul original|αρχικό μήνυμα|orijinal mesaj|özgün ileti|הודעה מקורית|原始邮件|原始郵件|原邮件|
    元のメッセージ|original ?message|원본 메시지|원본 메일|tin nhắn gốc|pesan asli|reply message|replied message|
    forwarded message|forwarded by|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|
    doorgestuurd bericht|videresendt (?:besked|melding)|vidarebefordrat meddelande|пересылаемое сообщение|
    пересланное сообщение|препратено съобщение|edastatud (?:kiri|sõnum)|pārsūtīt[sa] (?:ziņojums|ziņa)|posredovano sporočilo|
    przekazana wiadomość|přeposlaná zpráva|välitetty viesti|továbbított üzenet|転送メッセージ|转发邮件|전달된 메시지"""
_ORIGINAL_WORDS = "|".join(" ".join(word.split()) for word in _ORIGINAL.split("|"))
# For what stands between the dashes of such a line.
ORIGINAL = re.compile(rf"(?:{_ORIGINAL_WORDS})(?: from .{{1,80}})?$", re.IGNORECASE)
BEGIN_FORWARDED = re.compile(
    r"(?i)^[\s*]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié|"
    r"transféré)|inicio del mensaje reenviado|início da mensagem (?:encaminhada|reenviada)|inizio messaggio inoltrato|"
    r"begin doorgestuurd bericht|start på videresendt besked|vidarebefordrat brev|välitetty viesti alkaa|"
    r"начало переадресованного сообщения|начало на препратеното съобщение|inizio del messaggio inoltrato)\s*[:：]?[\s*]*$"
)
OWN_MARKER = re.compile(r"##-.{0,400}?-##")
# For a line whose leading dashes, hashes and stars are off.
ABOVE_THIS_LINE = re.compile(
    r"(?i).{0,20}\b(?:repl(?:y|ies)|answers?|write|type|respond|enter|response)\b.{0,60}\babove\b|"
    r".{0,30}(?:oberhalb|über) dies(?:er|e) (?:linie|zeile)|"
    r".{0,30}\b(?:au-dessus|plus haut|sobre|encima|acima|sopra|boven|выше|над|kohale|virs|nad)\b.{0,30}"
    r"\b(?:ligne|línea|linha|riga|lijn|линии|строки|этой|тази|линия|joone|rea|līnijas|črto|vrstico)\b"
)
