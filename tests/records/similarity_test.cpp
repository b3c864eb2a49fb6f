// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/similarity.h"

#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"

using namespace sentinai;
using namespace Qt::StringLiterals;

/// How alike two exceptions are, and why.
class SimilarityTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void scoresAddUp() {
    const Exception of = sampleException();
    const auto score = [&of](const std::function<void(Exception&)>& edit) {
      Exception candidate = sampleException(u"EX-other"_s);
      edit(candidate);
      return similarityTo(of, candidate).score;
    };
    QCOMPARE(score([](auto&) {}), 1.0);
    QCOMPARE(score([](auto& e) { e.entity = u"ACME"_s; }), 0.7);
    QCOMPARE(score([](auto& e) { e.amount.reset(); }), 0.8);
    QCOMPARE(score([](auto& e) { e.currency = u"USD"_s; }), 0.8);
    QCOMPARE(score([](auto& e) { e.amount = Decimal::parse(u"625000.25"); }), 0.9);
    QCOMPARE(score([](auto& e) { e.amount = Decimal::parse(u"-1250000.5"); }), 0.8);
    QCOMPARE(score([](auto& e) { e.sourceSystem = u"Epic"_s; }), 0.9);
  }

  void reasonsSayWhy() {
    QCOMPARE(similarityTo(sampleException(), sampleException(u"EX-other"_s)).reasons,
             (QStringList{u"same type"_s, u"same entity"_s, u"near amount"_s, u"common words"_s}));
  }

  void mostAlikeComeFirst() {
    const Exception of = sampleException();
    std::vector<Exception> candidates(5, of);
    candidates[1].exceptionId = u"EX-b"_s;
    candidates[2].exceptionId = u"EX-a"_s;
    candidates[3].exceptionId = u"EX-other type"_s;
    candidates[3].type = u"Outage"_s;
    candidates[4].exceptionId = u"EX-newer"_s;
    candidates[4].createdAt += std::chrono::hours{1};
    QStringList ids;
    for (const SimilarException& similar : mostSimilar(of, candidates, 10)) {
      ids << similar.exception.exceptionId;
    }
    QCOMPARE(ids, (QStringList{u"EX-newer"_s, u"EX-a"_s, u"EX-b"_s}));
    QCOMPARE(mostSimilar(of, candidates, 1).size(), std::size_t{1});
    QVERIFY(mostSimilar(of, candidates, 0).empty());
  }
};

QTEST_GUILESS_MAIN(SimilarityTest)
#include "similarity_test.moc"
