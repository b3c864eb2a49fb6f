// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_pools.h"

namespace sentinai {

PgPools::PgPools(Result<PgSettings> settings)
    : m_settings(std::move(settings).map(
          [](PgSettings&& value) { return std::make_shared<const PgSettings>(std::move(value)); })) {
  if (m_settings) {
    m_login = (*m_settings)->parameter("user");
  }
}

PgPools::~PgPools() {
  shutDown();
}

TenantPool& PgPools::pool(const QString& tenantId) {
  auto& pool = m_pools[tenantId];
  if (!pool) {
    pool = std::make_unique<TenantPool>(m_io, *m_settings, tenantId, m_everReached);
    QObject::connect(pool.get(), &TenantPool::opened, pool.get(), [this](const QString& login) {
      {
        const std::lock_guard lock(m_loginMutex);
        m_login = login;
      }
      setOutOfReach(false);
    });
    QObject::connect(pool.get(), &TenantPool::lost, pool.get(), [this] { setOutOfReach(true); });
  }
  return *pool;
}

void PgPools::setOutOfReach(bool outOfReach) {
  if (std::exchange(m_isOutOfReach, outOfReach) != outOfReach && m_reachChanged) {
    m_reachChanged();
  }
}

void PgPools::submit(const QString& tenantId, std::shared_ptr<PgJob> job, const CancelToken& token) {
  if (!m_settings) {
    job->finish(failure(m_settings.error()));
    return;
  }
  // A job already cancelled is finished by this before its turn comes.
  job->cancellation = token.onCancel([this, tenantId, weak = std::weak_ptr(job)] {
    m_io.post([this, tenantId, weak] {
      if (const std::shared_ptr<PgJob> cancelled = weak.lock()) {
        pool(tenantId).cancel(cancelled);
      }
    });
  });
  m_io.post([this, tenantId, job = std::move(job)]() mutable { pool(tenantId).submit(std::move(job)); });
}

void PgPools::resume(const QString& tenantId, std::weak_ptr<PgJob> job) {
  m_io.post([this, tenantId, job = std::move(job)] {
    if (const std::shared_ptr<PgJob> streaming = job.lock()) {
      pool(tenantId).resume(streaming);
    }
  });
}

void PgPools::cancelOwner(const QString& tenantId, const void* owner) {
  m_io.post([this, tenantId, owner] {
    const auto found = m_pools.find(tenantId);
    if (found != m_pools.end()) {
      found->second->cancelOwner(owner);
    }
  });
}

void PgPools::readFigures(const QString& tenantId, std::function<void(TenantPool::Figures)> reader) {
  m_io.post([this, tenantId, reader = std::move(reader)] { reader(pool(tenantId).figures()); });
}

void PgPools::listen(const QString& tenantId, const void* owner, ChangeListener::Heard heard) {
  if (!m_settings) {
    heard.state(false, m_settings.error().message);
    return;
  }
  m_io.post([this, tenantId, owner, heard = std::move(heard)]() mutable {
    m_listeners[owner] = std::make_unique<ChangeListener>(m_io, *m_settings, tenantId, std::move(heard));
  });
}

void PgPools::tuneListener(const void* owner, std::function<void(ChangeListener&)> act) {
  m_io.post([this, owner, act = std::move(act)] {
    if (const auto found = m_listeners.find(owner); found != m_listeners.end()) {
      act(*found->second);
    }
  });
}

void PgPools::stopListening(const void* owner) {
  m_io.post([this, owner] { m_listeners.erase(owner); });
}

const ChangeWatch& PgPools::watch() const {
  static const ChangeWatch usual;
  return m_settings ? (*m_settings)->watch : usual;
}

QString PgPools::login() const {
  const std::lock_guard lock(m_loginMutex);
  return m_login;
}

void PgPools::shutDown() {
  m_io.stop([this] {
    m_listeners.clear();
    m_pools.clear();
  });
}

} // namespace sentinai
