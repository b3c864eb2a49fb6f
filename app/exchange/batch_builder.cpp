// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/batch_builder.h"

#include "repositories/database/event_validator.h"
#include "repositories/records/event_types.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace sentinai {

namespace {

LogReject rejected(const MappedRow& row, const QString& reason) {
  QJsonObject content = row.source;
  content.insert(QStringLiteral("case"), row.caseId);
  content.insert(QStringLiteral("event_type"), row.eventType);
  content.insert(QStringLiteral("created_at"), toIsoText(row.at));
  return {row.line, reason, QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact))};
}

/// Why a row is refused whose event is recorded otherwise.
QString differs(const MappedRow& row, const RecordedEvent& recorded) {
  const QString event =
      QCoreApplication::translate("Import", "%1 at %2").arg(recorded.eventType, toIsoText(recorded.createdAt));
  return row.isNumbered
             ? QCoreApplication::translate(
                   "Import",
                   "As row %1 of the case %2 another event was imported: %3. Import the whole log, with its rows in "
                   "their old order.")
                   .arg(row.number)
                   .arg(row.caseId, event)
             : QCoreApplication::translate("Import", "The event with this id was imported otherwise: %1.").arg(event);
}

class Builder {
public:
  Builder(const BatchContext& context, const QMap<Severity, std::chrono::seconds>& slaAfter)
      : m_context(context)
      , m_slaAfter(slaAfter)
      , m_states(context.exceptions)
      , m_misaligned(context.misaligned) {}

  BuiltBatch build(const std::vector<MappedRow>& rows) {
    QHash<QString, std::size_t> lastExisting;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (m_context.existing.contains(rows[i].eventId)) {
        lastExisting.insert(rows[i].caseId, i);
      }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto last = lastExisting.constFind(rows[i].caseId);
      const bool isAhead = rows[i].isNumbered && m_context.importedAhead.value(rows[i].caseId) > rows[i].number;
      add(rows[i], isAhead || (last != lastExisting.constEnd() && *last > i));
    }
    m_built.misaligned = std::move(m_misaligned);
    return std::move(m_built);
  }

private:
  void add(const MappedRow& row, bool isOvertaken) {
    const bool wasThere = m_context.exceptions.contains(row.caseId);
    if (wasThere && !m_context.existing.contains(row.createdId)) {
      m_built.rejects.push_back(
          rejected(row, QCoreApplication::translate(
                            "Import", "The exception %1 exists already, but was not imported from this source.")
                            .arg(row.caseId)));
      return;
    }
    m_built.casesExisting += wasThere && row.opensCase ? 1 : 0;
    if (const auto recorded = m_context.existing.constFind(row.eventId); recorded != m_context.existing.constEnd()) {
      if (recorded->eventType != row.eventType || recorded->createdAt != row.at) {
        m_misaligned.insert(row.caseId);
        m_built.rejects.push_back(rejected(row, differs(row, *recorded)));
        return;
      }
      m_misaligned.remove(row.caseId);
      ++m_built.eventsExisting;
      return;
    }
    if (row.isNumbered && m_misaligned.contains(row.caseId)) {
      m_built.rejects.push_back(rejected(
          row, QCoreApplication::translate(
                   "Import", "The row before it in the case %1 is not the one that was imported, so it cannot be told "
                             "whether this one was. Import the whole log, with its rows in their old order.")
                   .arg(row.caseId)));
      return;
    }
    if (m_written.contains(row.eventId)) {
      m_built.rejects.push_back(rejected(
          row, QCoreApplication::translate("Import", "The event id occurs twice in the case %1.").arg(row.caseId)));
      return;
    }
    if (!m_states.contains(row.caseId)) {
      if (!create(row)) {
        return;
      }
    }
    m_written.insert(row.eventId);
    append(row, isOvertaken);
  }

  bool create(const MappedRow& row) {
    Exception blank;
    blank.exceptionId = row.caseId;
    blank.createdAt = row.createdAt;
    const Exception state = patched(blank, withDeadline(blank, row.patch, true));
    NewExceptionEvent event;
    event.eventId = row.createdId;
    event.exceptionId = row.caseId;
    event.eventType = QString::fromLatin1(event_types::kExceptionCreated);
    event.actor = {ActorType::System, state.sourceSystem};
    event.payload = {{QStringLiteral("state"), toStateJson(state)}};
    event.createdAt = row.createdAt;
    const Result<Done> valid = validateEvent(event);
    if (!valid) {
      m_built.rejects.push_back(rejected(row, valid.error().message));
      if (row.opensCase) {
        m_unopened.insert(row.caseId);
      }
      return false;
    }
    m_built.events.push_back(std::move(event));
    // Without a database behind (dryRun), a case that spans batches would otherwise count in each.
    m_built.casesCreated += row.opensCase || m_unopened.contains(row.caseId) ? 1 : 0;
    m_states.insert(row.caseId, state);
    return true;
  }

  void append(const MappedRow& row, bool isOvertaken) {
    NewExceptionEvent event;
    event.eventId = row.eventId;
    event.exceptionId = row.caseId;
    event.eventType = row.eventType;
    event.actor = row.actor;
    event.createdAt = row.at;
    event.payload.insert(QStringLiteral("source"), row.source);
    if (!isOvertaken) {
      Exception& state = m_states[row.caseId];
      const ExceptionPatch patch = withDeadline(state, row.patch, false);
      const QJsonObject changes = changesBetween(state, patch);
      if (!changes.isEmpty()) {
        event.payload.insert(QStringLiteral("changes"), changes);
        state = patched(state, patch);
      }
    }
    m_built.events.push_back(std::move(event));
    ++m_built.eventsAppended;
  }

  /// The patch, and the deadline that goes with its severity where the mapping has a rule for it.
  [[nodiscard]] ExceptionPatch withDeadline(const Exception& before, const ExceptionPatch& patch, bool isNew) const {
    if (m_slaAfter.isEmpty()) {
      return patch;
    }
    const Severity severity = patched(before, patch).severity;
    if (!isNew && severity == before.severity) {
      return patch;
    }
    QJsonObject fields = patch.fields();
    const auto after = m_slaAfter.constFind(severity);
    fields.insert(QStringLiteral("sla_deadline"),
                  after == m_slaAfter.constEnd() ? QJsonValue() : QJsonValue(toIsoText(before.createdAt + *after)));
    return ExceptionPatch::fromJson(fields).value_or(patch);
  }

  const BatchContext& m_context;
  const QMap<Severity, std::chrono::seconds>& m_slaAfter;
  QHash<QString, Exception> m_states;
  QSet<QString> m_misaligned;
  QSet<QUuid> m_written;
  QSet<QString> m_unopened; ///< Cases whose first row could not create them.
  BuiltBatch m_built;
};
} // namespace

BuiltBatch buildBatch(const std::vector<MappedRow>& rows, const BatchContext& context,
                      const QMap<Severity, std::chrono::seconds>& slaAfter) {
  return Builder(context, slaAfter).build(rows);
}

} // namespace sentinai
