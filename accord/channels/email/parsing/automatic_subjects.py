"""What programs write into the subject: bounces, answers of somebody absent, receipts, complaints, in many languages."""

# ruff: noqa: E501 - long rows of words in patterns read better unbroken.

import re

BOUNCE_SUBJECT = re.compile(
    r"""(?ix)^\s*(?:(?:re|fw|fwd|aw)\s*:\s*)?(?:\[[^\]]{1,40}\]\s*)?(?:
    undeliver(?:ed|able)\b | returned\ mail\b | mail\ delivery\ (?:failed|failure|error|problem|system|status|delayed) |
    delivery\ (?:status\ notification|failure|failed|report|error|problem|has\ failed|unsuccessful|incomplete|delayed|notification) |
    failure\ notice\b | non[- ]?delivery | nondeliverable | unzustellbar | mail\ system\ error | message\ (?:not\ delivered|undeliverable|delivery) |
    warning:\ (?:could\ not\ send|message\ .{0,40}delayed|e?-?mail\ .{0,30}delayed) | could\ not\ (?:send|deliver)\ (?:message|mail) |
    delayed\ (?:mail|delivery) | rejected\ mail | e?-?mail\ (?:delivery\ (?:error|failure|problem)|could\ not\ be\ delivered|not\ delivered|undeliverable) |
    your\ (?:message|e?-?mail)\ .{0,60}(?:could\ not\ be\ delivered|couldn't\ be\ delivered|was\ not\ delivered|bounced|undeliverable) |
    undelivered\ | unable\ to\ deliver | error\ sending\ | permanent\ (?:delivery\ )?(?:failure|error) | user\ unknown\b |
    mail\ could\ not\ be\ delivered | mailbox\ (?:full|unavailable|not\ found) | delivery\ to\ .{1,80}\ (?:failed|has\ failed) |
    nicht\ zustellbar | unzustellbare | nachricht\ nicht\ zugestellt | échec\ (?:de\ )?(?:la\ )?(?:remise|distribution) | non\ remis |
    mail\ non\ remis | mancato\ recapito | messaggio\ non\ recapitato | recapito\ non\ riuscito | non\ recapitabile | errore\ di\ consegna | no\ se\ puede\ entregar |
    no\ entregado | mensaje\ no\ entregado | error\ de\ entrega | não\ (?:entregue|é\ possível\ entregar) | onbestelbaar | niet\ bezorgd |
    ikke\ leveret | kan\ ikke\ leveres | ej\ levererat | det\ gick\ inte\ att\ leverera | toimitus\ epäonnistui | nie\ można\ dostarczyć | niedostarczon |
    nedoručiteln | nedostavitelné | nedoručeno | недоставлен | не\ удалось\ доставить | сообщение\ не\ доставлено | недоставено | неуспешна\ доставка |
    kättetoimetamata | ei\ saanud\ kohale\ toimetada | nepiegādāt | nav\ piegādāt | nedostavljiv | ni\ bilo\ mogoče\ dostaviti | neisporučeno |
    не\ доставлено\s*: | недоставим | не\ уда[её]тся\ доставить | уведомление\ о\ (?:статусе|состоянии)\ доставки | известие\ за\ състоянието\ на\ достав |
    писмото\ не\ е\ доставено | (?:vēstule|ziņojums|ziņa)\ nav\ piegādāt | nav\ piegādājam | nepiegādāj | piegādes\ statusa\ paziņojum |
    (?:kätte|kohale)toimetamatu | edastamatu\b | kohaletoimetamise\ oleku | (?:kirja|sõnumi)\ (?:edastamine|kohaletoimetamine)\ (?:nurjus|ebaõnnestus) |
    ni\ mogoče\ dostaviti | (?:sporočilo|pošta)\ ni(?:\ bil[oa])?\ dostavljen | obvestilo\ o\ stanju\ dostave |
    配信不能 | 配信エラー | 退信 | 系统退信 | 反送 | 반송 | 전송 실패
    )"""
)
DELAY = re.compile(
    r"(?i)\b(?:delay(?:ed)?|still being retried|will be retried|could not send message for past|warning only|"
    r"do not need to resend|has not yet been delivered|verzögert|retardé|задерж|забав|aizkav|hilin|viibi|zamuja|zakasn)"
)
AUTO_SUBJECT = re.compile(
    r"""(?ix)^\s*(?:(?:re|fw|aw)\s*:\s*)?(?:\[[^\]]{1,40}\]\s*)?(?:
    auto(?:mat(?:ed|ic|isk|ische|yczna|ická|ická|inis|ine|isks|ica|ique|ikus)?)?[- ]?(?:respons|repl|response|responder|reply|svar|antwort|antwoord|odpowied|vastaus|vastus|resposta|réponse) |
    autorespons | autoreply | auto:\  | (?:i\ am\ |i'm\ )?out[- ]of[- ](?:the[- ])?office\b | ooo\b\s*[:-] | .{1,60}\bis\ (?:currently\ )?out\ of\ (?:the\ )?office\b |
    away\ from\ (?:the\ |my\ )?(?:office|desk|mail|email) | vacation\ (?:reply|response|message|notice|auto) | on\ vacation\b | on\ holiday\b |
    abwesen[dh] | abwesenheits | automatische\ (?:antwort|beantwortung)\b | réponse\ automatique | absence\ du\ bureau | absent\ du\ bureau | message\ d[’']absence |
    respuesta\ automática | fuera\ de\ la?\ oficina | risposta\ automatica | fuori\ (?:sede|ufficio) | assente\ dall | resposta\ automática |
    automatisch\ antwoord | afwezig | automatisk\ (?:svar|svarsmeddelande) | frånvaro | autosvar | ikke\ til\ stede | fravær | automaattinen\ vastaus | poissa\ | autopiloot | automaatvastus |
    automaatne\ (?:vastus|kiri) | kontorist\ (?:ära|väljas) | autovastus | puhkusel\b | automātiska\s+atbilde | automātiskā\ atbilde | prombūtn | automatinis\ atsakymas |
    автоответ | автоматический\ ответ | автоматичен\ отговор | автоматичний | вне\ офиса | извън\ офиса | в\ отпуске | в\ отпуск\b | нет\ на\ месте |
    away\s*: | i[’'\ ]a?m\ on\ (?:vacation|holiday|leave)\b | on\ (?:annual\ |parental\ |maternity\ |sick\ )?leave\ (?:until|till|from)\b |
    отсутствую\b | отсутствие\ на\ (?:работе|рабочем\ месте) | нет\ в\ офисе | меня\ нет\ (?:в\ офисе|на\ работе) | (?:отпуск|отпуска|puhkus|atvaļinājums|dopust)\s*$ |
    отсъствам\b | отсъствие\ от\ (?:офиса|работа) | отговор\ при\ отсъствие | (?:аз\ )?съм\ в\ отпуск | в\ отпуска?\ съм | извън\ офиса\ съм |
    (?:esmu\ )?atvaļinājumā\b | ārpus\ biroja\b | promesamīb | (?:olen\ )?puhkusel\b | äraolek | puhkuse\s?(?:teade|kiri) | (?:eemal\ kontorist|kontorist\ eemal) |
    (?:sem\ )?na\ dopustu\b | (?:sem\ )?izven\ pisarne\b | nisem\ v\ pisarni | nisem\ dosegljiv |
    samodejni\ odgovor | samodejno\ sporočilo | odsotnost | odsoten | automatski\ odgovor | automatická\ odpověď | automatická\ odpoveď | mimo\ kancelář | nieobecno |
    autoodpowiedź | automatyczna\ odpowiedź | automatikus\ válasz | házon\ kívül | răspuns\ automat | αυτόματη\ απάντηση | otomatik\ yanıt | 自動返信 | 自动回复 | 自動回覆 | 자동\ ?회신 | 부재중
    )"""
)
RECEIPT_SUBJECT = re.compile(
    r"(?i)^(?:read(?: receipt)?|return receipt(?: \(displayed\))?|disposition notification|gelesen|lu|leído|letto|lido|gelezen|läst|læst|lest|luettu|"
    r"przeczytane|přečteno|прочитано|прочетено|loetud|izlasīts|prebrano)\s*[:-]\s"
)
FEEDBACK_SUBJECT = re.compile(
    r"(?i)^(?:email feedback report|abuse report|complaint about message from|spam complaint|feedback report)\b"
)
