// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/exporter.h"

#include "app/exchange/csv_writer.h"
#include "app/exchange/record_json.h"
#include "app/exchange/xes_writer.h"
#include "repositories/database/exception_state.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace sentinai {

namespace {

constexpr int kPageSize = 1000;
constexpr std::size_t kTimelinesAtOnce = 16;

const QStringList& exceptionCells() {
  static const QStringList names{
      QStringLiteral("exception_id"), QStringLiteral("domain"),     QStringLiteral("type"),
      QStringLiteral("severity"),     QStringLiteral("status"),     QStringLiteral("source_system"),
      QStringLiteral("entity"),       QStringLiteral("amount"),     QStringLiteral("currency"),
      QStringLiteral("sla_deadline"), QStringLiteral("owner"),      QStringLiteral("current_playbook_id"),
      QStringLiteral("current_step"), QStringLiteral("version"),    QStringLiteral("created_at"),
      QStringLiteral("updated_at"),   QStringLiteral("resolved_at")};
  return names;
}

const QStringList& eventCells() {
  static const QStringList names{
      QStringLiteral("exception_id"), QStringLiteral("seq"),         QStringLiteral("event_id"),
      QStringLiteral("event_type"),   QStringLiteral("actor_type"),  QStringLiteral("actor_id"),
      QStringLiteral("created_at"),   QStringLiteral("recorded_at"), QStringLiteral("payload"),
      QStringLiteral("prev_hash"),    QStringLiteral("hash")};
  return names;
}

QStringList cellsOf(const Exception& exception) {
  const QJsonObject json = toJson(exception);
  QStringList cells;
  for (const QString& name : exceptionCells()) {
    cells.append(json.value(name).toVariant().toString());
  }
  return cells;
}

QStringList cellsOf(const ExceptionEvent& event) {
  return {event.exceptionId,
          QString::number(event.seq),
          event.eventId.toString(QUuid::WithoutBraces),
          event.eventType,
          toText(event.actor.type),
          event.actor.id.value_or(QString()),
          toIsoText(event.createdAt),
          toIsoText(event.recordedAt),
          QString::fromUtf8(event.payload),
          QString::fromLatin1(event.prevHash.toHex()),
          QString::fromLatin1(event.hash.toHex())};
}

/// Rows of text in one of the plain formats.
class RowOutput {
public:
  RowOutput(QIODevice* device, ExportFormat format)
      : m_device(device)
      , m_format(format) {}

  void begin(const QStringList& header) {
    if (m_format == ExportFormat::Csv) {
      write(csvLine(header, Formulas::Neutralised));
    } else if (m_format == ExportFormat::Json) {
      write("[");
    }
  }

  template <typename Cells, typename Json>
  void row(Cells cells, Json json) {
    if (m_format == ExportFormat::Csv) {
      write(csvLine(cells(), Formulas::Neutralised));
      return;
    }
    if (m_format == ExportFormat::Json) {
      write(m_isFirst ? "\n" : ",\n");
    }
    write(QJsonDocument(json()).toJson(QJsonDocument::Compact));
    if (m_format == ExportFormat::JsonLines) {
      write("\n");
    }
    m_isFirst = false;
  }

  Result<Done> end() {
    if (m_format == ExportFormat::Json) {
      write(m_isFirst ? "]\n" : "\n]\n");
    }
    return check();
  }

  [[nodiscard]] Result<Done> check() const {
    if (m_failed) {
      return failure(DbError::Kind::Internal,
                     QCoreApplication::translate("Import", "Cannot write the export: %1").arg(m_device->errorString()));
    }
    return Done{};
  }

private:
  void write(const QByteArray& bytes) { m_failed = m_failed || m_device->write(bytes) != bytes.size(); }

  QIODevice* m_device;
  ExportFormat m_format;
  bool m_isFirst = true;
  bool m_failed = false;
};

bool matches(const EventFilter& filter, const ExceptionEvent& event) {
  const auto anyOf = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return anyOf(filter.eventTypes, event.eventType) && anyOf(filter.actorTypes, event.actor.type) &&
         anyOf(filter.actorIds, event.actor.id.value_or(QString())) &&
         (!filter.created.from || event.createdAt >= *filter.created.from) &&
         (!filter.created.to || event.createdAt < *filter.created.to);
}

/// The whole timeline in order of seq.
Task<std::vector<ExceptionEvent>> wholeTimeline(Session* session, QString exceptionId, CancelToken token) {
  std::vector<ExceptionEvent> events;
  EventQuery query;
  query.limit = kPageSize;
  do {
    Result<Page<ExceptionEvent>> page = co_await session->events().timeline(exceptionId, query, token);
    if (!page) {
      co_return failure(std::move(page.error()));
    }
    std::move(page->rows.begin(), page->rows.end(), std::back_inserter(events));
    query.after = page->next;
  } while (query.after);
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
  co_return events;
}

/// Writes one trace; nothing where no event matches.
void writeTrace(XesWriter& xes, const Exception& exception, const std::vector<ExceptionEvent>& events,
                const EventFilter& filter, bool evenIfEmpty, ExportReport& report) {
  const bool any = std::any_of(events.begin(), events.end(), [&](const auto& event) { return matches(filter, event); });
  if (!any && !evenIfEmpty) {
    return;
  }
  xes.beginTrace(exception);
  Exception state;
  for (const ExceptionEvent& event : events) {
    // A chain that does not replay is the business of `event verify`; the export still shows every event.
    (void)applyEvent(state, event);
    if (matches(filter, event)) {
      xes.event(event, state);
      ++report.events;
    }
  }
  xes.endTrace();
  ++report.exceptions;
}

Task<ExportReport> exportTraces(Session* session, ExceptionQuery query, EventFilter filter, bool evenIfEmpty,
                                QIODevice* output, ExportProgress progress, CancelToken token) {
  ExportReport report;
  const auto xes = std::make_unique<XesWriter>(output);
  xes->begin();
  query.limit = kPageSize;
  query.after.reset();
  do {
    Result<Page<Exception>> page = co_await session->exceptions().list(query, token);
    if (!page) {
      co_return failure(std::move(page.error()));
    }
    for (std::size_t first = 0; first < page->rows.size(); first += kTimelinesAtOnce) {
      // Asked for together, so that a round trip to a distant server is not paid for each.
      std::vector<Task<std::vector<ExceptionEvent>>> asked;
      const std::size_t end = std::min(first + kTimelinesAtOnce, page->rows.size());
      for (std::size_t i = first; i < end; ++i) {
        asked.push_back(wholeTimeline(session, page->rows[i].exceptionId, token));
      }
      for (std::size_t i = first; i < end; ++i) {
        Result<std::vector<ExceptionEvent>> events = co_await asked[i - first];
        if (!events) {
          co_return failure(std::move(events.error()));
        }
        writeTrace(*xes, page->rows[i], *events, filter, evenIfEmpty, report);
      }
    }
    query.after = page->next;
    if (progress) {
      progress(report);
    }
  } while (query.after && !xes->hasError());
  xes->end();
  if (xes->hasError()) {
    co_return failure(DbError::Kind::Internal,
                      QCoreApplication::translate("Import", "Cannot write the export: %1").arg(output->errorString()));
  }
  co_return report;
}

} // namespace

Task<ExportReport> exportExceptions(Session* session, ExceptionQuery query, ExportFormat format, QIODevice* output,
                                    ExportProgress progress, CancelToken token) {
  if (format == ExportFormat::Xes) {
    Result<ExportReport> traces =
        co_await exportTraces(session, std::move(query), EventFilter(), true, output, std::move(progress), token);
    co_return traces;
  }
  ExportReport report;
  RowOutput rows(output, format);
  rows.begin(exceptionCells());
  const ExceptionSink sink = [&rows, &report, &progress](const std::vector<Exception>& part) -> Result<Done> {
    for (const Exception& exception : part) {
      rows.row([&] { return cellsOf(exception); }, [&] { return toJson(exception); });
    }
    report.exceptions += static_cast<qint64>(part.size());
    Result<Done> written = rows.check();
    if (written && progress) {
      progress(report);
    }
    return written;
  };
  const Result<Done> streamed = co_await session->exceptions().stream(query.filter, query.sort, sink, token);
  if (!streamed) {
    co_return failure(streamed.error());
  }
  const Result<Done> ended = rows.end();
  if (!ended) {
    co_return failure(ended.error());
  }
  co_return report;
}

Task<ExportReport> exportEvents(Session* session, EventFilter filter, ExportFormat format, QIODevice* output,
                                ExportProgress progress, CancelToken token) {
  if (format == ExportFormat::Xes) {
    ExceptionQuery all;
    all.sort = {ExceptionField::CreatedAt, Qt::AscendingOrder};
    Result<ExportReport> traces =
        co_await exportTraces(session, std::move(all), std::move(filter), false, output, std::move(progress), token);
    co_return traces;
  }
  ExportReport report;
  RowOutput rows(output, format);
  rows.begin(eventCells());
  EventQuery query;
  query.filter = std::move(filter);
  query.limit = kPageSize;
  do {
    Result<Page<ExceptionEvent>> page = co_await session->events().list(query, token);
    if (!page) {
      co_return failure(std::move(page.error()));
    }
    for (const ExceptionEvent& event : page->rows) {
      rows.row([&] { return cellsOf(event); }, [&] { return toCloudEvent(event); });
    }
    report.events += static_cast<qint64>(page->rows.size());
    query.after = page->next;
    const Result<Done> written = rows.check();
    if (!written) {
      co_return failure(written.error());
    }
    if (progress) {
      progress(report);
    }
  } while (query.after);
  const Result<Done> ended = rows.end();
  if (!ended) {
    co_return failure(ended.error());
  }
  co_return report;
}

} // namespace sentinai
