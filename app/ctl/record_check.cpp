// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/record_check.h"

#include "app/ctl/chain_walk.h"
#include "app/exchange/record_json.h"
#include "repositories/database/utf8_text.h"
#include "repositories/records/visible_text.h"

namespace sentinai::ctl {

namespace {

/// The exception's row; nothing where there is none.
std::optional<Exception> rowOf(CommandContext& context, const QString& exceptionId) {
  Result<Exception> row = QCoro::waitFor(context.session().exceptions().get(exceptionId, {}));
  if (!row && row.error().kind == DbError::Kind::NotFound) {
    return std::nullopt;
  }
  return valueOrFail(std::move(row));
}

/// What of the row is not as replaying the events gives it; empty where nothing.
QString differences(const Exception& row, const Exception& replayed) {
  const QJsonObject present = toJson(row);
  const QJsonObject wanted = toJson(replayed);
  QStringList found;
  for (const QString& field : present.keys()) {
    if (present.value(field) != wanted.value(field)) {
      const auto shown = [](const QJsonValue& value) {
        return value.isNull() ? QStringLiteral("null") : visibleLine(value.toVariant().toString());
      };
      found << QStringLiteral("%1 is %2, by its events %3")
                   .arg(field, shown(present.value(field)), shown(wanted.value(field)));
    }
  }
  return found.join(QStringLiteral("; "));
}

ChainVerdict broken(ChainVerdict verdict, const QString& problem) {
  verdict.intact = false;
  verdict.problem = problem;
  return verdict;
}

/// What there is to say of a row and the chain of its events; either may be absent, not both.
ChainVerdict verdictOn(const std::optional<Exception>& row, const std::optional<WalkedChain>& chain,
                       RecordCheck check) {
  if (!chain) {
    ChainVerdict empty;
    empty.firstBadSeq = 1;
    return broken(empty, QStringLiteral("The exception has no events."));
  }
  ChainVerdict verdict = chain->verdict;
  if (check == RecordCheck::ChainAndReplay && !verdict.intact) {
    return verdict;
  }
  verdict.intact = true;
  verdict.firstBadSeq.reset();
  if (!row) {
    return broken(verdict, QStringLiteral("There are events, but no exception."));
  }
  if (!chain->replayProblem.isEmpty()) {
    return broken(verdict, QStringLiteral("Its events cannot be replayed: %1").arg(chain->replayProblem));
  }
  const QString found = differences(*row, chain->state);
  return found.isEmpty() ? verdict : broken(verdict, QStringLiteral("The row differs: %1.").arg(found));
}

/// Someone may have written to an exception between its row was read and its events were: so what looks broken is
/// looked at again until its row stays.
ChainVerdict verdictOn(CommandContext& context, const QString& exceptionId, RecordCheck check) {
  for (std::optional<Exception> row = rowOf(context, exceptionId);;) {
    ChainWalk walk(context, Instant::max(), exceptionId);
    const std::optional<WalkedChain> chain = walk.next();
    if (!row && !chain) {
      (void)await(context.session().exceptions().get(exceptionId, {})); // Says that there is none.
    }
    const ChainVerdict verdict = verdictOn(row, chain, check);
    const std::optional<Exception> before = verdict.intact ? row : std::exchange(row, rowOf(context, exceptionId));
    if (row == before) {
      return verdict;
    }
  }
}

/// The rows of the tenant one after the other, by id.
class RowWalk {
public:
  explicit RowWalk(CommandContext& context)
      : m_context(context) {
    m_query.sort = {ExceptionField::ExceptionId, Qt::AscendingOrder};
    m_query.limit = kMaxPageSize;
    fill();
  }

  [[nodiscard]] const Exception* current() const {
    return m_place < m_page.rows.size() ? &m_page.rows[m_place] : nullptr;
  }

  void advance() {
    if (++m_place == m_page.rows.size() && m_page.next) {
      m_query.after = m_page.next;
      fill();
    }
  }

private:
  void fill() {
    m_page = await(m_context.session().exceptions().list(m_query, {}));
    m_place = 0;
  }

  CommandContext& m_context;
  ExceptionQuery m_query;
  Page<Exception> m_page;
  std::size_t m_place = 0;
};

} // namespace

void printVerdict(CommandContext& context, const QString& exceptionId, const ChainVerdict& verdict) {
  QString line = QStringLiteral("%1: intact, %2 events").arg(exceptionId).arg(verdict.events);
  if (!verdict.intact) {
    const QString place = verdict.firstBadSeq ? QStringLiteral(" at event %1").arg(*verdict.firstBadSeq) : QString();
    line = QStringLiteral("%1: BROKEN%2. %3").arg(exceptionId, place, verdict.problem);
  }
  context.output().line(
      line, {{QStringLiteral("exception_id"), exceptionId},
             {QStringLiteral("events"), verdict.events},
             {QStringLiteral("intact"), verdict.intact},
             {QStringLiteral("first_bad_seq"), verdict.firstBadSeq ? QJsonValue(*verdict.firstBadSeq) : QJsonValue()},
             {QStringLiteral("problem"), verdict.problem}});
}

void checkRecord(CommandContext& context, const QString& exceptionId, RecordCheck check) {
  qint64 checked = 0;
  qint64 failed = 0;
  const auto tell = [&](const QString& id, ChainVerdict verdict) {
    if (!verdict.intact && exceptionId.isEmpty()) {
      verdict = verdictOn(context, id, check);
    }
    printVerdict(context, id, verdict);
    ++checked;
    failed += verdict.intact ? 0 : 1;
  };
  if (!exceptionId.isEmpty()) {
    tell(exceptionId, verdictOn(context, exceptionId, check));
  } else {
    // Rows and chains both come by the bytes of the exceptions' ids.
    RowWalk rows(context);
    ChainWalk chains(context, Instant::max());
    std::optional<WalkedChain> chain = chains.next();
    while (rows.current() != nullptr || chain) {
      const QByteArray rowId = rows.current() != nullptr ? utf8FromText(rows.current()->exceptionId) : QByteArray();
      const QByteArray chainId = chain ? utf8FromText(chain->exceptionId) : QByteArray();
      const bool takeRow = rows.current() != nullptr && (!chain || rowId <= chainId);
      const bool takeChain = chain && (rows.current() == nullptr || chainId <= rowId);
      tell(textFromUtf8(takeRow ? rowId : chainId),
           verdictOn(takeRow ? std::optional(*rows.current()) : std::nullopt, takeChain ? chain : std::nullopt, check));
      if (takeRow) {
        rows.advance();
      }
      if (takeChain) {
        chain = chains.next();
      }
    }
  }
  if (failed > 0) {
    throw CommandError(ExitStatus::Failed, QStringLiteral("%1 of %2 chains are broken.").arg(failed).arg(checked));
  }
}

} // namespace sentinai::ctl
