// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desktop_notices.h"

#include "models/safe_text.h"
#include "repositories/records/event_types.h"

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 1s;      ///< Whatever changes, the record is not read more often, …
constexpr int kRest = 10;        ///< … and rests so much longer than it takes to read.
constexpr auto kLateness = 1min; ///< So much later than it happened an event may be recorded, or clocks differ.
constexpr int kPageSize = 1000;

} // namespace

DesktopNotices::DesktopNotices(ChangeFeed& feed, ExceptionEventRepository& events, QObject* parent)
    : QObject(parent)
    , m_events(events)
    , m_opened(currentInstant())
    , m_from(m_opened - kLateness)
    , m_started(m_opened) {
  m_pause.setSingleShot(true);
  const auto follow = [this] {
    m_isStale = true;
    look();
  };
  connect(&feed, &ChangeFeed::changed, this, follow);
  connect(&feed, &ChangeFeed::resync, this, follow);
  connect(&m_pause, &QTimer::timeout, this, &DesktopNotices::look);
}

void DesktopNotices::dismiss() {
  if (!m_waiting.empty()) {
    m_waiting.pop_front();
    Q_EMIT changed();
  }
}

void DesktopNotices::look() {
  if (!m_isStale || m_isReading || m_pause.isActive()) {
    return;
  }
  m_isStale = false;
  m_isReading = true;
  m_started = currentInstant();
  m_reading.start();
  m_read.clear();
  read(std::nullopt);
}

void DesktopNotices::read(std::optional<QString> after) {
  EventQuery query;
  query.filter.eventTypes = {QLatin1String(event_types::kPlaybookStepCompleted)};
  query.filter.created.from = m_from;
  query.limit = kPageSize;
  query.after = std::move(after);
  const CancelToken token = m_request.restart();
  QCoro::connect(m_events.list(query, token), this, [this, token](Result<Page<ExceptionEvent>> page) {
    if (!token.isCancelled()) {
      receive(std::move(page));
    }
  });
}

void DesktopNotices::receive(Result<Page<ExceptionEvent>> page) {
  if (page) {
    const std::size_t before = m_waiting.size();
    for (const ExceptionEvent& event : page->rows) {
      m_read.insert(event.eventId);
      if (!m_known.contains(event.eventId)) {
        m_known.insert(event.eventId);
        take(event);
      }
    }
    if (m_waiting.size() > before) {
      Q_EMIT changed();
    }
    if (page->next) {
      read(page->next);
      return;
    }
    m_from = m_started - kLateness;
    m_known = std::exchange(m_read, {});
  }
  // Where it cannot be read, the feed says so once it can be again.
  m_isReading = false;
  m_pause.start(std::max<std::chrono::milliseconds>(kPause, kRest * std::chrono::milliseconds(m_reading.elapsed())));
}

void DesktopNotices::take(const ExceptionEvent& event) {
  const QJsonObject payload = event.payloadObject();
  const QJsonObject result = payload.value(QLatin1String("result")).toObject();
  const QString message = result.value(QLatin1String("message")).toString();
  // A tool has done it where one is named.
  if (event.recordedAt < m_opened || payload.value(QLatin1String("action")) != QLatin1String("notify") ||
      result.contains(QLatin1String("tool")) || message.isEmpty()) {
    return;
  }
  const QString subject = result.value(QLatin1String("subject")).toString();
  const QString to = result.value(QLatin1String("to")).toString();
  const QString said = subject.isEmpty() ? message : QStringLiteral("%1: %2").arg(subject, message);
  constexpr qsizetype longest = 300;
  m_waiting.push_back({event.exceptionId, visibleLine(to.isEmpty() ? said : tr("For %1: %2").arg(to, said), longest)});
}

} // namespace sentinai
