/// The phrases that refusals start with, anchored to the start of an answer: "I'm sorry, but I can't help with that".
///
/// A phrase asks for a verb of service or a reason behind "I can't", so that "I cannot stress enough how …" is an
/// answer.
enum RefusalPhrases {
    /// Patterns over text in plain spelling; each is tried in order.
    static let all: [Pattern] = compiled(sources)
    /// Openings that look like a refusal and are none.
    static let falseFriends: [Pattern] = compiled(falseFriendSources)
    /// What hands over what was asked for, behind a phrase.
    static let delivery: [Pattern] = compiled(deliverySources)

    /// The sources of `all`.
    static let sources: [String] =
        [english, apology, assistant, purpose, policy] + RefusalLanguages.sources

    private static func compiled(_ sources: [String]) -> [Pattern] {
        sources.compactMap { source in
            do {
                return try Pattern(source)
            } catch {
                // A test proves that every source compiles; a phrase less is better than a daemon less.
                return nil
            }
        }
    }

    private static let opening =
        #"(?i)\A\W*(?:(?:i'?m|i am|we are|we're) (?:really |very |so |truly |deeply |terribly )?sorry|(?:my )?apologies|i (?:must |do )?apologi[sz]e|sorry|unfortunately|regrettably|no|nope|as an? (?:\S+ ){0,3}(?:ai|model|assistant)|thank you[^.!]{0,60}|thanks[^.!]{0,60}|i understand[^.!]{0,100}|i appreciate[^.!]{0,100}|i hear you[^.!]{0,60})?[\s,.!;:*_-]*(?:but |however,? |that )?"#

    private static let english =
        opening
        + #"(?:(?:i|we) (?:really |simply |just |unfortunately )?(?:can(?:no|')?t|can not|could not|couldn't|won't|will not|would not|am not going to|'m not going to) (?:be able to |in good conscience |ethically |legally )?(?:help|assist|provide|fulfil|comply|do (?:that|this|so)|create|generate|write|produce|answer|support|engage|continue|discuss|share|give|offer|participate|promote|build|explain why|explain how to|make|condone|encourage|respond|proceed|complete|carry out|agree|endorse|accept|accommodate|suggest|recommend|advise|tell you|show you|teach|walk you through|design|develop|perform|process|handle|fulfill|facilitate|contribute|work on|express|justify|advocate|reveal|repeat|impersonate|pretend to be|role-?play)|(?:i'm|i am|we're|we are|i'll be|i will be) (?:not able|unable|not allowed|not permitted|not programmed|not designed|not comfortable|not going|not in a position)|(?:i (?:must|have to|need to|will have to|am going to)|i'm going to) (?:respectfully |politely |firmly )?(?:decline|refuse)|i (?:respectfully |politely )?(?:decline|refuse)(?: to|[.!,]|$)|i(?:'d| would) (?:rather|prefer) not|i do not (?:support|condone|promote|endorse)|i don't (?:support|condone|promote|endorse|feel comfortable))"#

    private static let apology =
        #"(?i)\A\W*(?:(?:i'?m|i am) (?:really |very |so )?sorry|sorry|i apologi[sz]e|my apologies)[\s,.!-]*(?:but |that )?(?:this|that|the|your|it|such|as an?|i (?:am an?|do not have|don't have))\b[^.!?]{0,160}\b(?:not|cannot|can't|against|inappropriate|unethical|illegal|harmful|offensive|violat\w*|unable|goes against|discriminat\w*)\b"#

    private static let assistant =
        #"(?i)\A\W*as an? (?:\S+ ){0,3}(?:ai|model|assistant)\b[^.!?]{0,80}\b(?:cannot|can't|can not|am unable|am not able|not able to|do not|don't|must not|am not programmed|not (?:appropriate|ethical))\b"#

    /// A sentence about what the model is for, and then what it therefore cannot do.
    private static let purpose =
        #"(?i)\A\W*(?:(?:(?:i'?m|i am) (?:really )?sorry|i apologi[sz]e)[^.!?]{0,30})?(?:as an? (?:\S+ ){0,3}(?:ai|model|assistant)|i(?:'m| am) an? (?:\S+ ){0,3}(?:ai|model|assistant)|my (?:purpose|goal|programming))\b[^.!?]{0,220}(?:[.!?]\s[^.!?]{0,100})?\b(?:i (?:cannot|can't|can not|will not|won't|must decline)|i am (?:unable|not able)|i'm (?:unable|not able)|not (?:appropriate|ethical))\b"#

    /// What the request is against, and nothing of the model itself.
    private static let policy =
        #"(?i)\A\W*(?:(?:sorry|unfortunately)[\s,.!-]*(?:but )?)?(?:this|that|your|such an?) (?:request|question|prompt|content|topic) (?:is (?:against|in violation of|not something)|violates|goes against|falls outside|breaks)\b"#

    /// "I can't help but …", "couldn't agree more", what cannot be done because it does not exist or is not known, and
    /// work that found nothing.
    private static let falseFriendSources: [String] = [
        #"(?i)\A\W*(?:\S+[ ,.!-]+){0,6}?(?:i|we) (?:really |simply |just |honestly )?(?:can(?:no|')?t|can not|couldn't|could not|won't|would not) (?:help (?:but|it\b|thinking|noticing|wondering|feeling|smiling|laughing|myself)|agree (?:with you )?more|(?:recommend|support|endorse|promote|encourage|suggest)\b[^.!?]{0,60}\b(?:enough|more)\b|(?:give|offer) (?:it|this|that|them|him|her) (?:any )?(?:less|fewer|more|a (?:bad|better)|anything)|give (?:it|this|that) up|give up|tell you (?:how|what a|enough)|(?:do|make) (?:this|that|it|them) (?:justice|any (?:\w+er|more|less)\b)|make (?:out|heads?|sense|it to|the (?:meeting|party|date))|accept (?:more|less|that (?:a|the) (?:proof|result))|share your (?:view|opinion|enthusiasm)|handle (?:the (?:heat|truth|spice)|spicy)|answer for)"#,
        #"(?i)\A\W*(?:\S+[ ,.!-]+){0,6}?(?:i|we|you|one) (?:can(?:no|')?t|can not|couldn't|could not) (?:create|write|make|build|produce|complete|give|provide|show you|generate|design|perform|express|process|construct)\s(?:-?\d|an? (?:right |regular |valid |proper |such )?(?:triangle|square|circle|polygon|palindrome|anagram|number|integer|fraction|prime|word|proof|path|tour|cycle|matching|colou?ring|sum)\b)"#,
        #"(?i)\A\W*(?:\S+[ ,.!-]+){0,6}?(?:i'm|i am|we are|we're) (?:not able|unable) to (?:verify|confirm|find|see|tell|determine|reproduce|read|hear|decide)\b"#,
        #"(?i)\A\W*no,? (?:i|we|you) (?:cannot|can't) (?:make|build|create|give|do) \S+ (?:from|out of|with) "#,
        #"(?i)\A\W*(?:unfortunately|no|sorry),? (?:i|we) (?:can't|cannot|couldn't) (?:offer|give|provide|suggest|recommend) (?:an? )?(?:better|shorter|simpler|faster|more \w+) "#,
    ]

    private static let deliverySources: [String] = [
        #"(?i)\b(?:here(?:'s| is| are)|below (?:is|are)|hier (?:ist|sind|kommt|die|der|das)\b|voici|aqu[ií] (?:est[aáà]|est[aáã]o|tienes|tiene|van?)|ecco|hieronder|hier is|oto|här (?:är|kommer))(?!\s(?:\S+ ){0,3}(?:resources?|hotlines?|helplines?|organi[sz]ations?|alternatives?|reasons?|why|what i can|some help|ressourcen|hilfsangebote|ressources|recursos|risorse))"#,
        #"(?:вот|ниже(?: приведен)?|以下是|下面是|这是|這是|以下は|以下が|こちらが|다음은|아래는)(?!.{0,12}(?:ресурс|资源|資源|替代|リソース|窓口|자료))"#,
    ]
}
