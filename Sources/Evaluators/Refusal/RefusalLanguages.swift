/// Phrases that refusals start with in other languages than English, anchored like those of `RefusalPhrases`.
enum RefusalLanguages {
    static let sources: [String] = [
        german, french, spanish, italian, portuguese, dutch, polish, swedish, turkish, russian, ukrainian, chinese,
        japanese, korean,
        arabic, hindi,
    ]

    private static let german =
        #"(?i)\A\W*(?:(?:es )?tut mir (?:sehr |wirklich )?leid|entschuldigung|entschuldige|leider|ich bedauere?|nein)\b[^.!?]{0,60}\b(?:ich )?(?:kann|darf|werde|möchte)(?: ich)?\b[^.!?]{0,100}\b(?:nicht|keine?n?)\b|(?i)\A\W*(?:dabei|damit|hierbei|das|bei so etwas|diese (?:bitte|anfrage|frage)) (?:kann|darf|werde|möchte) ich (?:dir |ihnen |leider )*nicht|(?i)\A\W*ich (?:kann|darf|werde|möchte) (?:dir |ihnen |dabei |damit |hierbei |das |leider |diese \S+ |keine \S+ )*(?:nicht (?:helfen|weiterhelfen|unterstützen|beantworten|erfüllen|geben|bereitstellen)|(?:keine )?(?:anleitung|anleitungen|auskunft|informationen|hilfe)(?: \w+)? (?:geben|bereitstellen|leisten))|(?i)\A\W*ich (?:muss (?:das |diese \S+ |leider )*ablehnen|lehne (?:das|diese \S+) ab)"#
    private static let french =
        #"(?i)\A\W*(?:(?:je suis )?(?:vraiment )?désolée?|je m'excuse|pardon|malheureusement|je regrette)[^.!?]{0,40}\bje (?:ne )?(?:peux|puis|suis|saurais|pourrai)\b[^.!?]{0,30}\b(?:pas|incapable)\b|(?i)\A\W*je (?:ne |n')(?:peux|suis|pourrai|saurais) pas (?:vous |t'|te )?(?:aider|assister|en mesure|fournir|répondre|donner|expliquer comment|satisfaire)|(?i)\A\W*je (?:dois|suis (?:obligée? de|contrainte? de)) (?:décliner|refuser)|(?i)\A\W*je refuse"#
    private static let spanish =
        #"(?i)\A\W*(?:lo siento|lo lamento|lamento|disculpa|disculpe|perdón|lamentablemente|desafortunadamente)[^.!?]{0,60}\bno (?:puedo|podré|me es posible|estoy en condiciones|me está permitido)\b|(?i)\A\W*no (?:puedo|podré) (?:ayudar|asistir|proporcionar|responder|cumplir|dar(?:te|le)?|ofrecer|explicar(?:te|le)? cómo)|(?i)\A\W*(?:debo|tengo que) (?:negarme|rechazar|declinar)"#
    private static let italian =
        #"(?i)\A\W*(?:mi dispiace|spiacente|scusa|scusami|purtroppo|mi scuso)[^.!?]{0,60}\bnon (?:posso|sono in grado|mi è possibile)\b|(?i)\A\W*non (?:posso|sono in grado di) (?:aiutar|fornir|risponder|assister|dart|soddisfare|spiegart)|(?i)\A\W*devo (?:rifiutare|declinare)"#
    private static let portuguese =
        #"(?i)\A\W*(?:desculpe|desculpa|sinto muito|lamento|infelizmente|peço desculpas?)[^.!?]{0,60}\bnão (?:posso|consigo|me é possível|estou autorizad)\b|(?i)\A\W*não (?:posso|consigo) (?:ajudar|ajudá|fornecer|responder|dar|atender|auxiliar|oferecer|explicar como)|(?i)\A\W*(?:devo|tenho (?:de|que)) (?:recusar|declinar)"#
    private static let dutch =
        #"(?i)\A\W*(?:het spijt me|sorry|helaas|excuses)[^.!?]{0,60}\b(?:kan|mag|wil|zal)(?: ik)?\b[^.!?]{0,80}\b(?:niet|geen)\b|(?i)\A\W*(?:daar|hier)(?:mee|bij)? kan ik (?:je |u |helaas )*niet|(?i)\A\W*ik (?:kan|mag|wil|zal) (?:je |u |hier |daar |dit |dat |helaas |deze \S+ )*(?:niet (?:helpen|mee helpen|bij helpen|beantwoorden|geven|verstrekken)|(?:geen (?:instructies|informatie|hulp|advies)))|(?i)\A\W*ik moet (?:dit|dat|deze \S+) (?:weigeren|afwijzen)"#
    private static let polish =
        #"(?i)\A\W*(?:przepraszam|przykro mi|niestety)[^.!?]{0,60}\bnie (?:mogę|jestem w stanie|wolno mi)\b|(?i)\A\W*nie (?:mogę|jestem w stanie) (?:(?:ci|panu|pani|w tym|z tym) )*(?:pomóc|udzielić|podać|odpowiedzieć|spełnić)"#
    private static let swedish =
        #"(?i)\A\W*(?:jag är ledsen|tyvärr|förlåt|ursäkta)[^.!?]{0,60}\b(?:kan|får|vill)(?: jag)?\b[^.!?]{0,40}\binte\b|(?i)\A\W*(?:det kan jag (?:tyvärr )?inte|jag kan (?:tyvärr )?inte (?:hjälpa|ge|svara|tillhandahålla))"#
    private static let turkish =
        #"(?i)\A\W*(?:üzgünüm|özür dilerim|maalesef|kusura bakma\w*)[^.!?]{0,100}\b(?:yardımcı olama\w+|yardım edeme\w+|veremem|veremiyorum|sağlayama\w+|yapamam|yanıtlayama\w+|mümkün değil)"#
    private static let russian =
        #"(?i)\A\W*(?:извините|извини|простите|прошу прощения|к сожалению|сожалею|мне жаль)[^.!?]{0,60}\b(?:я )?не (?:могу|смогу|буду|имею права)\b|(?i)\A\W*я не (?:могу|смогу|буду) (?:вам |тебе |с этим |в этом )*(?:помочь|помогать|предоставить|ответить|отвечать|выполнить|дать|объяснить, как)|(?i)\A\W*(?:я )?(?:вынужден|должен|вынуждена|должна) (?:вам )?отказ"#
    private static let ukrainian =
        #"(?i)\A\W*(?:вибачте|вибач|перепрошую|на жаль|мені шкода)[^.!?]{0,60}\b(?:я )?не (?:можу|зможу|буду)\b|(?i)\A\W*я не (?:можу|зможу|буду) (?:вам |тобі |з цим )*(?:допомогти|надати|відповісти|виконати)"#
    private static let chinese =
        #"\A\W*(?:(?:很|非常|十分)?(?:抱歉|对不起|對不起|遗憾|遺憾)|不好意思)[^。！!]{0,30}(?:不能|无法|無法|不可以|不便|没办法|沒辦法)|\A\W*我(?:不能|无法|無法|不会|不會|没办法|沒辦法)(?:为您|為您|给你|給你|向您)?(?:帮助|幫助|帮|幫|提供|协助|協助|回答|满足|滿足|支持|参与|參與)|\A\W*(?:这个|這個|您的|你的|该|該)(?:请求|請求|要求|问题|問題)[^。！!]{0,12}(?:不能|无法|無法|违反|違反)"#
    private static let japanese =
        #"\A\W*(?:申し訳|すみません|ごめんなさい|恐れ入りますが|残念ながら|恐縮ですが)[^。]{0,80}(?:できません|できかねます|お答えでき|お手伝いでき|いたしかねます|対応しかねます|応じられません|お断り)|\A\W*(?:その|この|そのような|このような|ご)[^。]{0,40}(?:お手伝い(?:すること)?はできません|お答え(?:すること)?はできません|には(?:お答え|対応|応じることが)(?:でき|いたし)|お断りします|お断りいたします)"#
    private static let korean =
        #"\A\W*(?:죄송|미안|안타깝|유감)[^.!?]{0,60}(?:수 없|수가 없|드릴 수|못합니다|못 합니다|어렵습니다|불가능)|\A\W*(?:그|이|해당|그런|이런)[^.!?]{0,30}(?:도와드릴 수 없|도와 드릴 수 없|제공할 수 없|답변할 수 없|답변드릴 수 없|응할 수 없)|\A\W*저는 [^.!?]{0,40}(?:도와드릴|제공할|답변할|제공해 드릴) 수 없"#
    private static let arabic =
        #"\A\W*(?:عذر|أعتذر|آسف|أنا آسف|للأسف|معذرة|المعذرة)[^.!؟]{0,60}(?:لا أستطيع|لا يمكنني|لن أستطيع|لن أتمكن|غير قادر)|\A\W*(?:لا أستطيع|لا يمكنني) (?:مساعدت|تقديم|الإجابة|المساعدة|توفير)"#
    private static let hindi =
        #"\A\W*(?:क्षमा|माफ़|माफ|मुझे खेद|खेद)[^।!?]{0,80}(?:नहीं कर सकत|नहीं दे सकत|असमर्थ|मदद नहीं)|\A\W*मैं [^।!?]{0,60}(?:मदद नहीं कर सकत|नहीं दे सकत|जवाब नहीं दे सकत)"#
}
