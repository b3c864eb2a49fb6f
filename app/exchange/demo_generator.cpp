// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/demo_generator.h"

#include "app/exchange/synthetic_calendar.h"
#include "app/exchange/synthetic_cases.h"
#include "repositories/open_bulk_load.h"

#include <QElapsedTimer>
#include <QtConcurrent>
#include <deque>

namespace sentinai {

namespace {

constexpr quint64 kTimes = 3; // a sequence of random numbers beside those of SyntheticCases
constexpr qint64 kChunkRows = 4'000;
constexpr int kChunksAhead = 2; // of each thread
constexpr double kFirstShare = 0.6;
constexpr double kNextShare = 1.0 / 3; // of the tenant before, from the third on
constexpr qint64 kMaxExceptions = 1'000'000'000;
constexpr double kMaxEvents = 50;
constexpr int kMaxTenants = 100;
constexpr int kMaxDays = 3650;

QString problemOf(const GenerateOptions& options) {
  if (options.exceptions < 1 || options.exceptions > kMaxExceptions) {
    return QStringLiteral("The number of exceptions must be from 1 to %1.").arg(kMaxExceptions);
  }
  if (!(options.eventsPerException >= 1 && options.eventsPerException <= kMaxEvents)) {
    return QStringLiteral("The average number of events must be from 1 to %1.").arg(kMaxEvents);
  }
  if (options.tenants < 1 || options.tenants > kMaxTenants || options.tenants > options.exceptions) {
    return QStringLiteral("The number of tenants must be from 1 to %1, and not more than there are exceptions.")
        .arg(kMaxTenants);
  }
  if (options.days < 1 || options.days > kMaxDays) {
    return QStringLiteral("The span must be from 1 to %1 days.").arg(kMaxDays);
  }
  using namespace std::chrono;
  if (options.until < sys_days{year{1900} / 1 / 1} || options.until >= sys_days{year{2200} / 1 / 1}) {
    return QStringLiteral("The end of the span must be in the years 1900 to 2199.");
  }
  return {};
}

/// All tenants' exceptions in order of time, in chunks that can be made one without the other.
class DemoRows {
public:
  DemoRows(const GenerateOptions& options, const BulkLoad& load)
      : m_options(options)
      , m_load(load)
      , m_calendar(options.seed, options.until, options.days)
      , m_cases(options.seed, options.eventsPerException, options.until, options.days) {
    double share = 1;
    std::vector<double> shares;
    for (int i = 0; i < options.tenants; ++i) {
      share *= i == 1 ? 1 : kNextShare;
      shares.push_back(i == 0 ? 0 : share);
    }
    double sum = 0;
    for (const double one : shares) {
      sum += one;
    }
    qint64 others = 0;
    for (int i = options.tenants - 1; i > 0; --i) {
      const double wanted =
          static_cast<double>(options.exceptions) * (1 - kFirstShare) * shares[static_cast<std::size_t>(i)] / sum;
      m_tenants.push_back({QStringLiteral("demo-%1").arg(i + 1), std::max<qint64>(1, std::llround(wanted))});
      others += m_tenants.back().exceptions;
    }
    m_tenants.push_back({QStringLiteral("demo-1"), options.exceptions - others});
    std::ranges::reverse(m_tenants);

    m_chunkStarts.push_back(0);
    const std::size_t slots = m_calendar.slots().size();
    for (std::size_t slot = 1; slot < slots; ++slot) {
      if (m_calendar.countBefore(slot, options.exceptions) -
              m_calendar.countBefore(m_chunkStarts.back(), options.exceptions) >=
          kChunkRows) {
        m_chunkStarts.push_back(slot);
      }
    }
    m_chunkStarts.push_back(slots);
  }

  struct Chunk {
    QByteArray rows;
    qint64 exceptions = 0;
    qint64 count = 0; ///< Of rows.
  };

  [[nodiscard]] const std::vector<GenerateReport::Tenant>& tenants() const { return m_tenants; }
  [[nodiscard]] std::size_t chunks() const { return m_chunkStarts.size() - 1; }

  [[nodiscard]] Chunk exceptions(std::size_t chunk) const {
    return made(chunk, [this](Chunk& made, const SyntheticCases::Place& place) {
      m_load.encode(made.rows, m_cases.exception(place));
      ++made.count;
    });
  }

  [[nodiscard]] Chunk events(std::size_t chunk) const {
    return made(chunk, [this](Chunk& made, const SyntheticCases::Place& place) {
      for (const ExceptionEvent& event : m_cases.events(place)) {
        m_load.encode(made.rows, event);
        ++made.count;
      }
    });
  }

private:
  const GenerateOptions& m_options;
  const BulkLoad& m_load;
  SyntheticCalendar m_calendar;
  SyntheticCases m_cases;
  std::vector<GenerateReport::Tenant> m_tenants;
  std::vector<std::size_t> m_chunkStarts; ///< The first slot of each chunk, and the number of slots.

  template <typename Add>
  [[nodiscard]] Chunk made(std::size_t chunk, Add add) const {
    Chunk made;
    for (std::size_t slot = m_chunkStarts[chunk]; slot < m_chunkStarts[chunk + 1]; ++slot) {
      const SyntheticCalendar::Slot& hour = m_calendar.slots()[slot];
      for (std::size_t tenant = 0; tenant < m_tenants.size(); ++tenant) {
        SyntheticCases::Place place;
        place.tenantId = m_tenants[tenant].id;
        place.tenant = tenant;
        place.outage = hour.outage;
        place.number = m_calendar.countBefore(slot, m_tenants[tenant].exceptions);
        const qint64 end = m_calendar.countBefore(slot + 1, m_tenants[tenant].exceptions);
        SeededRandom random({m_options.seed, tenant, slot, kTimes});
        std::vector<qint64> times(static_cast<std::size_t>(end - place.number));
        for (qint64& time : times) {
          time = random.below((hour.to - hour.from).count());
        }
        std::ranges::sort(times);
        for (const qint64 time : times) {
          ++place.number;
          place.createdAt = hour.from + std::chrono::microseconds{time};
          add(made, place);
          ++made.exceptions;
        }
      }
    }
    return made;
  }
};

/// Hands out what `make` makes of each chunk, in order, made ahead on several threads.
class ChunkQueue {
public:
  using Make = DemoRows::Chunk (DemoRows::*)(std::size_t) const;

  ChunkQueue(const DemoRows& rows, Make make, int threads)
      : m_rows(rows)
      , m_make(make) {
    m_pool.setMaxThreadCount(threads);
    while (m_ahead.size() < static_cast<std::size_t>(threads) * kChunksAhead && start()) {
    }
  }

  /// Empty behind the last one.
  [[nodiscard]] DemoRows::Chunk next() {
    if (m_ahead.empty()) {
      return {};
    }
    DemoRows::Chunk chunk = m_ahead.front().takeResult();
    m_ahead.pop_front();
    start();
    return chunk;
  }

private:
  const DemoRows& m_rows;
  Make m_make;
  std::size_t m_started = 0;
  std::deque<QFuture<DemoRows::Chunk>> m_ahead;
  QThreadPool m_pool; ///< Waits for its threads when it goes, so it goes first.

  bool start() {
    if (m_started >= m_rows.chunks()) {
      return false;
    }
    m_ahead.push_back(QtConcurrent::run(&m_pool, m_make, &m_rows, m_started++));
    return true;
  }
};

} // namespace

Result<GenerateReport> generateDemo(const DatabaseUrl& url, const GenerateOptions& options,
                                    const std::function<void(const GenerateProgress&)>& progress) {
  if (const QString problem = problemOf(options); !problem.isEmpty()) {
    return failure(DbError::Kind::InvalidInput, problem);
  }
  const Result<std::unique_ptr<BulkLoad>> load = openBulkLoad(url);
  if (!load) {
    return failure(load.error());
  }
  QElapsedTimer clock;
  clock.start();
  const DemoRows rows(options, **load);
  std::vector<BulkTenant> tenants;
  for (const GenerateReport::Tenant& tenant : rows.tenants()) {
    tenants.push_back({tenant.id, QStringLiteral("SentinAI Demo %1").arg(tenants.size() + 1)});
  }
  // Rows of one stage, and how many of their exceptions there were.
  const auto feed = [&](const QString& stage, ChunkQueue& queue, qint64& count) {
    return [&, stage, exceptions = qint64{0}, since = clock.elapsed()]() mutable {
      for (;;) {
        DemoRows::Chunk chunk = queue.next();
        count += chunk.count;
        exceptions += chunk.exceptions;
        const double seconds = static_cast<double>(std::max<qint64>(1, clock.elapsed() - since)) / 1000;
        progress({stage, exceptions, options.exceptions, static_cast<double>(count) / seconds});
        // A quiet hour may have no rows; only the end of all ends the feed.
        if (!chunk.rows.isEmpty() || exceptions == options.exceptions) {
          return chunk.rows;
        }
      }
    };
  };
  GenerateReport report;
  const Result<Done> loaded =
      (*load)
          ->begin(tenants, options.member, options.exceptions)
          .and_then([&](Done) {
            ChunkQueue queue(rows, &DemoRows::exceptions, options.threads);
            return (*load)->copyExceptions(feed(QStringLiteral("exceptions"), queue, report.exceptions));
          })
          .and_then([&](Done) {
            ChunkQueue queue(rows, &DemoRows::events, options.threads);
            return (*load)->copyEvents(feed(QStringLiteral("events"), queue, report.events));
          })
          .and_then([&](Done) { return (*load)->commit([&](const QString& stage) {
                                  progress({stage, 0, 0, 0});
                                }); });
  if (!loaded) {
    return failure(loaded.error());
  }
  report.tenants = rows.tenants();
  report.member = (*load)->member();
  report.duration = std::chrono::milliseconds{clock.elapsed()};
  return report;
}

} // namespace sentinai
