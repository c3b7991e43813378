"""Plain sample mails in English and Bulgarian, made of sentences: what customers of a coffee shop write, and spam."""

import random
from dataclasses import dataclass

GOOD = {
    "en": [
        "The grinder of my coffee machine stops after ten seconds.",
        "I ordered two bags of beans last week and only one has arrived.",
        "Could you send me the invoice of my order again, please?",
        "The water tank leaks at the bottom since yesterday.",
        "Which filter fits the small machine with the steel lid?",
        "I would like to return the milk jug, it is the wrong size.",
        "Is the repair covered by the guarantee if I bought it two years ago?",
        "The parcel was left at the wrong door and the box is wet.",
        "My address has changed, please send the order to the new one.",
        "The display shows a red light and the pump makes a loud noise.",
        "Can I pay the invoice by bank transfer at the end of the month?",
        "We need an offer for three machines for our office, with delivery.",
        "How often should I clean the steam pipe with hard water?",
        "The spare part does not fit, the thread is too wide.",
        "When will the dark roast be back in your shop?",
        "I cannot sign in to my account, the password link has expired.",
        "Please cancel the second order, I sent it twice by mistake.",
        "The cup warmer stays cold although the lamp is on.",
        "Do you have a price for larger orders of beans?",
        "The courier says that the parcel came back to you.",
    ],
    "bg": [
        "Мелачката на кафемашината ми спира след десет секунди.",
        "Поръчах два пакета кафе на зърна, а пристигна само един.",
        "Бихте ли ми изпратили отново фактурата за поръчката?",
        "Резервоарът за вода тече отдолу от вчера.",
        "Кой филтър става за малката машина със стоманен капак?",
        "Искам да върна каната за мляко, размерът не е правилен.",
        "Поправката влиза ли в гаранцията, ако съм я купил преди две години?",
        "Пратката беше оставена на грешен адрес и кутията е мокра.",
        "Адресът ми е променен, моля изпратете поръчката на новия.",
        "Екранът показва червена лампа и помпата шуми силно.",
        "Мога ли да платя фактурата с банков превод в края на месеца?",
        "Трябва ни оферта за три машини за офиса, с доставка.",
        "Колко често се почиства тръбата за пара при твърда вода?",
        "Резервната част не пасва, резбата е твърде широка.",
        "Кога ще имате отново тъмно изпечено кафе в магазина?",
        "Не мога да вляза в профила си, връзката за паролата е изтекла.",
        "Моля откажете втората поръчка, изпратих я два пъти по грешка.",
        "Плочата за чаши остава студена, макар че лампата свети.",
        "Имате ли цена за по-големи поръчки на зърна?",
        "Куриерът казва, че пратката се е върнала при вас.",
    ],
}
SPAM = {
    "en": [
        "You have been chosen to receive a cash prize of one million dollars.",
        "Claim your free bonus now and double your winnings today.",
        "Our casino gives every new player two hundred free spins.",
        "Earn thousands every week from home without any experience.",
        "Buy cheap pills without prescription, discreet shipping worldwide.",
        "Your mailbox will be blocked, verify your password here immediately.",
        "Lose ten kilos in a week with this secret miracle formula.",
        "Invest in our crypto robot and triple your money in days.",
        "Hot singles in your area are waiting to meet you tonight.",
        "Get a loan approved in minutes, no credit check required.",
        "We guarantee the first place in search engines for your website.",
        "Luxury watches, perfect replicas, ninety percent discount only today.",
        "I am a prince and need your help to transfer a large inheritance.",
        "Act now, this exclusive offer expires at midnight.",
        "Your lottery ticket won, send your bank details to collect the prize.",
        "Cheap software licences, instant download, unbeatable discount.",
        "Make passive income with our proven trading signals.",
        "Enlarge your profits with millions of verified email addresses.",
        "Urgent: your parcel is held, pay a small fee by gift card.",
        "Limited jackpot, spin the wheel and win a luxury car.",
    ],
    "bg": [
        "Вие сте избран да получите парична награда от един милион долара.",
        "Вземете своя безплатен бонус сега и удвоете печалбите си днес.",
        "Нашето казино дава на всеки нов играч двеста безплатни завъртания.",
        "Печелете хиляди всяка седмица от дома без никакъв опит.",
        "Купете евтини хапчета без рецепта, дискретна доставка навсякъде.",
        "Пощата ви ще бъде блокирана, потвърдете паролата си веднага тук.",
        "Отслабнете с десет килограма за седмица с тази тайна чудодейна формула.",
        "Инвестирайте в нашия крипто робот и утройте парите си за дни.",
        "Самотни дами във вашия район чакат да се запознаят с вас довечера.",
        "Одобрен кредит за минути, без проверка и без поръчител.",
        "Гарантираме първо място в търсачките за вашия сайт.",
        "Луксозни часовници, съвършени копия, деветдесет процента отстъпка само днес.",
        "Аз съм принц и имам нужда от помощ за прехвърляне на голямо наследство.",
        "Действайте сега, това изключително предложение изтича в полунощ.",
        "Вашият лотариен билет спечели, изпратете банкови данни за наградата.",
        "Евтини лицензи за софтуер, незабавно изтегляне, несравнима отстъпка.",
        "Пасивен доход с нашите доказани сигнали за търговия.",
        "Увеличете печалбите си с милиони проверени имейл адреси.",
        "Спешно: пратката ви е задържана, платете малка такса с ваучер.",
        "Ограничен джакпот, завъртете колелото и спечелете луксозна кола.",
    ],
}
OPENINGS = {
    "en": ["Hello,", "Good day,", "Dear all,", "Hi there,"],
    "bg": ["Здравейте,", "Добър ден,", "Уважаеми,", "Привет,"],
}
ENDINGS = {
    "en": ["Thank you and best regards", "Please write back soon.", "Have a nice day", "Yours sincerely"],
    "bg": ["Благодаря и поздрави", "Моля пишете ми скоро.", "Хубав ден", "С уважение"],
}


@dataclass(frozen=True)
class Sample:
    """One mail and what it is."""

    language: str
    is_spam: bool
    subject: str
    text: str


def samples(count: int, *, known_only: bool, seed: int) -> list[Sample]:
    """`count` mails of each kind and language. The last quarter of the sentences is left out where `known_only`."""
    dice = random.Random(seed)
    made: list[Sample] = []
    for language in ("en", "bg"):
        for is_spam, pool in ((False, GOOD[language]), (True, SPAM[language])):
            sentences = pool[: len(pool) * 3 // 4] if known_only else pool
            for _ in range(count):
                said = dice.sample(sentences, dice.randint(2, 4))
                lines = [dice.choice(OPENINGS[language]), *said, dice.choice(ENDINGS[language])]
                made.append(Sample(language, is_spam, " ".join(said[0].split()[:5]), "\n".join(lines)))
    dice.shuffle(made)
    return made
