// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/similarity.h"

#include <QRegularExpression>
#include <QSet>
#include <algorithm>
#include <cmath>

namespace sentinai {

namespace {

constexpr double kNearAmount = 0.9;

double amountNearness(const Exception& a, const Exception& b) {
  if (!a.amount || !b.amount || a.currency != b.currency) {
    return 0;
  }
  if (*a.amount == *b.amount) {
    return 1;
  }
  const double left = a.amount->toDouble();
  const double right = b.amount->toDouble();
  const double larger = std::max(std::abs(left), std::abs(right));
  return std::max(0.0, 1 - std::abs(left - right) / larger);
}

QSet<QString> wordsOf(const Exception& exception) {
  static const QRegularExpression separators(QStringLiteral("[^\\p{L}\\p{N}]+"));
  const QString text = exception.sourceSystem + QLatin1Char(' ') + exception.owner.value_or(QString());
  const QStringList words = text.toCaseFolded().split(separators, Qt::SkipEmptyParts);
  return {words.begin(), words.end()};
}

double sharedWords(const Exception& a, const Exception& b) {
  const QSet<QString> left = wordsOf(a);
  const QSet<QString> right = wordsOf(b);
  const QSet<QString> all = left | right;
  return all.isEmpty() ? 0 : static_cast<double>((left & right).size()) / static_cast<double>(all.size());
}

} // namespace

SimilarException similarityTo(const Exception& of, Exception candidate) {
  SimilarException similar{std::move(candidate), 0.4, {QStringLiteral("same type")}};
  if (!of.entity.isEmpty() && of.entity == similar.exception.entity) {
    similar.score += 0.3;
    similar.reasons << QStringLiteral("same entity");
  }
  const double nearness = amountNearness(of, similar.exception);
  similar.score += 0.2 * nearness;
  if (nearness >= kNearAmount) {
    similar.reasons << QStringLiteral("near amount");
  }
  const double shared = sharedWords(of, similar.exception);
  similar.score += 0.1 * shared;
  if (shared > 0) {
    similar.reasons << QStringLiteral("common words");
  }
  return similar;
}

std::vector<SimilarException> mostSimilar(const Exception& of, std::vector<Exception> candidates, int limit) {
  std::vector<SimilarException> scored;
  scored.reserve(candidates.size());
  for (Exception& candidate : candidates) {
    if (candidate.exceptionId != of.exceptionId && candidate.domain == of.domain && candidate.type == of.type) {
      scored.push_back(similarityTo(of, std::move(candidate)));
    }
  }
  std::sort(scored.begin(), scored.end(), [](const SimilarException& a, const SimilarException& b) {
    if (a.score != b.score) {
      return a.score > b.score;
    }
    if (a.exception.createdAt != b.exception.createdAt) {
      return a.exception.createdAt > b.exception.createdAt;
    }
    return a.exception.exceptionId < b.exception.exceptionId;
  });
  if (scored.size() > static_cast<std::size_t>(std::max(limit, 0))) {
    scored.erase(scored.begin() + std::max(limit, 0), scored.end());
  }
  return scored;
}

} // namespace sentinai
