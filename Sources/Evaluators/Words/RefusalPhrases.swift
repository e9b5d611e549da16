/// The phrases that refusals start with, anchored to the start of an answer: "I'm sorry, but I can't help with that".
///
/// A phrase asks for a verb of service or a reason behind "I can't", so that "I cannot stress enough how …" is an
/// answer.
enum RefusalPhrases {
    /// Patterns over text in plain spelling; each is tried in order.
    static let all: [Pattern] = sources.compactMap { source in
        do {
            return try Pattern(source)
        } catch {
            // A test proves that every source compiles; a phrase less is better than a daemon less.
            return nil
        }
    }

    /// The sources of `all`.
    static let sources: [String] = [
        english, apology, assistant, purpose, german, french, spanish, italian, portuguese, chinese, japanese, russian,
    ]

    private static let opening =
        #"(?i)\A\W*(?:(?:i'?m|i am) (?:really |very |so |truly |deeply )?sorry|(?:my )?apologies|i (?:must )?apologi[sz]e|sorry|unfortunately|no|as an? (?:\S+ ){0,3}(?:ai|model|assistant)|thank you[^.!]{0,60}|i understand[^.!]{0,100}|i appreciate[^.!]{0,100})?[\s,.!;:-]*(?:but |however,? )?"#

    private static let english =
        opening
        + #"(?:i (?:really |simply |just )?(?:can(?:no|')?t|can not|could not|couldn't|won't|will not|would not) (?:be able to |in good conscience |ethically )?(?:help|assist|provide|fulfil|comply|do (?:that|this|so)|create|generate|write|produce|answer|support|engage|continue|discuss|share|give|offer|participate|promote|build|explain why|make|condone|encourage|respond|proceed|complete|carry out|agree|endorse|accept|suggest|recommend|advise|tell you|show you|teach|design|develop|perform|process|handle|fulfill|facilitate|contribute|work on|express|justify|advocate)|i(?:'m| am) (?:not able|unable|not allowed|not permitted|not programmed|not designed|not comfortable|not going|not in a position)|i (?:must|have to|need to|will have to) (?:respectfully |politely )?(?:decline|refuse)|i (?:respectfully |politely )?(?:decline|refuse) to|i do not (?:support|condone|promote|endorse)|i don't (?:support|condone|promote|endorse|feel comfortable))"#

    private static let apology =
        #"(?i)\A\W*(?:(?:i'?m|i am) (?:really |very |so )?sorry|sorry|i apologi[sz]e|my apologies)[\s,.!-]*(?:but |that )?(?:this|that|the|your|it|such|as an?|i (?:am an?|do not have|don't have))\b[^.!?]{0,160}\b(?:not|cannot|can't|against|inappropriate|unethical|illegal|harmful|offensive|violat\w*|unable|goes against|discriminat\w*)\b"#

    private static let assistant =
        #"(?i)\A\W*as an? (?:\S+ ){0,3}(?:ai|model|assistant)\b[^.!?]{0,80}\b(?:cannot|can't|can not|am unable|am not able|not able to|do not|don't|must not|am not programmed|not (?:appropriate|ethical))\b"#

    /// A sentence about what the model is for, and then what it therefore cannot do.
    private static let purpose =
        #"(?i)\A\W*(?:(?:(?:i'?m|i am) (?:really )?sorry|i apologi[sz]e)[^.!?]{0,30})?(?:as an? (?:\S+ ){0,3}(?:ai|model|assistant)|i(?:'m| am) an? (?:\S+ ){0,3}(?:ai|model|assistant)|my (?:purpose|goal|programming))\b[^.!?]{0,220}(?:[.!?]\s[^.!?]{0,100})?\b(?:i (?:cannot|can't|can not|will not|won't|must decline)|i am (?:unable|not able)|i'm (?:unable|not able)|not (?:appropriate|ethical))\b"#

    private static let german =
        #"(?i)\A\W*(?:(?:es )?tut mir (?:sehr )?leid|entschuldigung|leider)[^.!?]{0,40}\b(?:ich )?(?:kann|darf|werde|möchte)(?: ich)?\b[^.!?]{0,80}\bnicht\b|(?i)\A\W*(?:dabei|damit|hierbei|das) kann ich (?:dir |ihnen |leider )*nicht"#
    private static let french =
        #"(?i)\A\W*(?:(?:je suis )?désolée?|je m'excuse|malheureusement)[^.!?]{0,30}\bje (?:ne )?(?:peux|puis|suis)\b[^.!?]{0,20}\b(?:pas|incapable)\b|(?i)\A\W*je ne (?:peux|suis) pas (?:vous |t')?(?:aider|en mesure|fournir|répondre)"#
    private static let spanish =
        #"(?i)\A\W*(?:lo siento|lamento|disculpa|perdón|lamentablemente)[^.!?]{0,40}\bno (?:puedo|me es posible)\b|(?i)\A\W*no puedo (?:ayudar|asistir|proporcionar|responder|cumplir)"#
    private static let italian =
        #"(?i)\A\W*(?:mi dispiace|spiacente|scusa)[^.!?]{0,40}\bnon (?:posso|sono in grado)\b|(?i)\A\W*non posso (?:aiutar|fornir|risponder)"#
    private static let portuguese =
        #"(?i)\A\W*(?:desculpe|sinto muito|lamento|infelizmente)[^.!?]{0,40}\bnão (?:posso|consigo)\b|(?i)\A\W*não posso (?:ajudar|fornecer|responder)"#
    private static let chinese =
        #"\A\W*(?:(?:很|非常)?(?:抱歉|对不起|對不起)|不好意思)[^。！!]{0,20}(?:不能|无法|無法)|\A\W*我(?:不能|无法|無法)(?:帮助|幫助|提供|协助|協助|回答|满足)"#
    private static let japanese = #"\A\W*(?:申し訳|すみません|ごめんなさい)[^。]{0,60}(?:できません|できかねます|お答えでき|お手伝いでき)"#
    private static let russian =
        #"(?i)\A\W*(?:извините|простите|к сожалению|сожалею)[^.!?]{0,40}\bя? ?не (?:могу|смогу)\b|(?i)\A\W*я не могу (?:помочь|предоставить|ответить|выполнить)"#
}
