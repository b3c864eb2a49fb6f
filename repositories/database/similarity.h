// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_repository.h"

namespace sentinai {

/// How many candidates an engine fetches for mostSimilar(): the newest of the same domain and type that come into
/// question, by created_at descending, then exception_id.
inline constexpr int kSimilarCandidates = 500;

/// How alike two exceptions of the same domain and type are, with the reasons:
///   0.4  same domain and type, always;
/// + 0.3  same entity, unless empty;
/// + 0.2  times the amounts' nearness, 1 - |a - b| / max(|a|, |b|) but not below 0, where both have an amount in the
///        same currency (or both in none); "near amount" is a reason from a nearness of 0.9;
/// + 0.1  times the shared fraction of the words of owner and source system (shared words / all different words).
[[nodiscard]] SimilarException similarityTo(const Exception& of, Exception candidate);

/// The `limit` candidates most alike `of`, by score descending, then createdAt descending, then exceptionId.
/// `of` itself and candidates of another domain or type are left out.
[[nodiscard]] std::vector<SimilarException> mostSimilar(const Exception& of, std::vector<Exception> candidates,
                                                        int limit);

} // namespace sentinai
