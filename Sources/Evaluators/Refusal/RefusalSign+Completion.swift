package import Core

/// Whether an answer is a refusal, as the evaluator `refusal` sees it.
package func isRefusal(_ completion: Completion) -> Bool { RefusalSign(Answer(completion)).isRefusal }
