// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/daemon/daemon.h"

#include <QJsonArray>

namespace sentinai {

namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 10s;

QJsonObject fieldsOf(const DbError& error) {
  return {{QStringLiteral("kind"), toText(error.kind)}, {QStringLiteral("error"), error.message}};
}

} // namespace

Daemon::Daemon(Database& database, const QStringList& tenants, Worker::Options worker, const DaemonLog& log)
    : m_database(database)
    , m_log(log)
    , m_once(worker.once) {
  worker.gate = std::make_shared<WorkGate>();
  m_tenants.reserve(static_cast<std::size_t>(tenants.size()));
  for (const QString& id : tenants) {
    WorkedTenant tenant;
    tenant.session = database.openSession(id);
    tenant.worker = std::make_unique<Worker>(tenant.session.get(), &m_tools, worker);
    m_tenants.push_back(std::move(tenant));
    watch(m_tenants.back());
    m_metrics.setQueue(id, true, false);
  }
  connect(&m_look, &QTimer::timeout, this, &Daemon::look);
}

Daemon::~Daemon() = default;

void Daemon::start() {
  look();
  m_look.start(kLook);
  for (const WorkedTenant& tenant : m_tenants) {
    m_log.write(DaemonLog::Level::Info, QStringLiteral("started"),
                {{QStringLiteral("tenant"), tenant.session->tenantId()}});
    tenant.worker->start();
  }
}

void Daemon::stop(std::chrono::seconds grace) {
  m_log.write(DaemonLog::Level::Info, QStringLiteral("stopping"));
  for (const WorkedTenant& tenant : m_tenants) {
    tenant.worker->stop();
  }
  QTimer::singleShot(grace, this, [this] {
    for (const WorkedTenant& tenant : m_tenants) {
      tenant.worker->abandon();
    }
  });
}

void Daemon::watch(WorkedTenant& tenant) {
  const QString id = tenant.session->tenantId();
  connect(tenant.worker.get(), &Worker::worked, this, [this, id, one = &tenant](const WorkReport& report) {
    if (report.untold) {
      refused(*one, *report.untold);
    } else {
      setQueue(*one, Queue::Up, {});
    }
    m_metrics.count(id, report);
    QJsonObject fields{{QStringLiteral("tenant"), id},
                       {QStringLiteral("exception"), report.exceptionId},
                       {QStringLiteral("events"), QJsonArray::fromStringList(report.events)},
                       {QStringLiteral("ms"), static_cast<qint64>(report.took.count())}};
    if (report.again) {
      fields.insert(QStringLiteral("again"), toIsoText(*report.again));
    }
    if (report.error) {
      fields.insert(QStringLiteral("class"), toText(*report.errorClass));
      const QJsonObject error = fieldsOf(*report.error);
      for (auto field = error.begin(); field != error.end(); ++field) {
        fields.insert(field.key(), field.value());
      }
    }
    m_log.write(report.error || report.cutShort ? DaemonLog::Level::Warning : DaemonLog::Level::Info,
                report.lost       ? QStringLiteral("lost")
                : report.untold   ? QStringLiteral("untold")
                : report.cutShort ? QStringLiteral("cut_short")
                : report.error    ? QStringLiteral("failed")
                                  : QStringLiteral("worked"),
                fields);
  });
  connect(tenant.worker.get(), &Worker::domainFailed, this, [this, id](const QString& domain, const DbError& error) {
    QJsonObject fields = fieldsOf(error);
    fields.insert(QStringLiteral("tenant"), id);
    fields.insert(QStringLiteral("domain"), domain);
    m_log.write(DaemonLog::Level::Error, QStringLiteral("domain_failed"), fields);
  });
  connect(tenant.worker.get(), &Worker::troubled, this, [this, one = &tenant](const DbError& error) {
    refused(*one, error);
    if (m_once) {
      m_error = error;
    }
  });
  connect(tenant.worker.get(), &Worker::finished, this, [this] {
    if (++m_ended == m_tenants.size()) {
      m_log.write(DaemonLog::Level::Info, QStringLiteral("ended"));
      Q_EMIT finished();
    }
  });
}

void Daemon::look() {
  for (WorkedTenant& tenant : m_tenants) {
    if (std::exchange(tenant.looking, true)) {
      continue;
    }
    QCoro::connect(tenant.session->work().status({}), this,
                   [this, id = tenant.session->tenantId(), one = &tenant](const Result<WorkStatus>& status) {
                     one->looking = false;
                     if (!status) {
                       refused(*one, status.error());
                       return;
                     }
                     m_metrics.setStatus(id, *status);
                     if (one->worker->isUp()) {
                       setQueue(*one, Queue::Up, {});
                     }
                   });
  }
}

/// A tenant is suspended on purpose, and others are to go on: that is told apart from a login that may not work it.
void Daemon::refused(WorkedTenant& tenant, const DbError& error) {
  if (error.kind != DbError::Kind::PermissionDenied) {
    setQueue(tenant, Queue::Gone, error);
    return;
  }
  if (std::exchange(tenant.asking, true)) {
    return;
  }
  QCoro::connect(m_database.tenants().get(tenant.session->tenantId(), {}), this,
                 [this, one = &tenant, error](const Result<Tenant>& found) {
                   one->asking = false;
                   if (!found) {
                     setQueue(*one, Queue::Gone, found.error());
                   } else if (found->status != TenantStatus::Active) {
                     setQueue(*one, Queue::Halted, error);
                   } else if (one->queue == Queue::Halted) {
                     setQueue(*one, Queue::Up, {});
                   } else if (std::exchange(one->doubted, true)) { // Once may have been a moment ago.
                     setQueue(*one, Queue::Gone, error);
                   }
                 });
}

/// Says each change once.
void Daemon::setQueue(WorkedTenant& tenant, Queue queue, const std::optional<DbError>& error) {
  const QString id = tenant.session->tenantId();
  tenant.doubted = tenant.doubted && queue != Queue::Up;
  m_metrics.setQueue(id, queue != Queue::Gone, queue == Queue::Halted);
  if (std::exchange(tenant.queue, queue) == queue) {
    return;
  }
  QJsonObject fields = error ? fieldsOf(*error) : QJsonObject();
  fields.insert(QStringLiteral("tenant"), id);
  switch (queue) {
  case Queue::Up:
    m_log.write(DaemonLog::Level::Info, QStringLiteral("queue_back"), fields);
    break;
  case Queue::Halted:
    m_log.write(DaemonLog::Level::Warning, QStringLiteral("tenant_halted"), fields);
    break;
  case Queue::Gone:
    m_log.write(DaemonLog::Level::Error, QStringLiteral("queue_gone"), fields);
    break;
  }
}

} // namespace sentinai
