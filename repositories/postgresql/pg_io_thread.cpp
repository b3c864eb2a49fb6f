// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_io_thread.h"

#include <thread>

namespace sentinai {

void PgIoThread::Mailbox::post(std::function<void()> task) {
  const std::lock_guard lock(mutex);
  if (context != nullptr) {
    QMetaObject::invokeMethod(context, std::move(task), Qt::QueuedConnection);
  }
}

PgIoThread::PgIoThread()
    : m_mailbox(std::make_shared<Mailbox>())
    , m_context(std::make_unique<QObject>()) {
  m_mailbox->context = m_context.get();
  m_context->moveToThread(&m_thread);
  m_thread.setObjectName(QStringLiteral("postgresql-io"));
  m_thread.start();
}

PgIoThread::~PgIoThread() {
  stop();
}

void PgIoThread::post(std::function<void()> task) const {
  m_mailbox->post(std::move(task));
}

void PgIoThread::runAside(std::function<void()> work, std::function<void()> done) const {
  std::thread([mailbox = m_mailbox, work = std::move(work), done = std::move(done)]() mutable {
    work();
    mailbox->post(std::move(done));
  }).detach();
}

void PgIoThread::stop(std::function<void()> last) {
  {
    const std::lock_guard lock(m_mailbox->mutex);
    if (m_mailbox->context == nullptr) {
      return;
    }
    QMetaObject::invokeMethod(
        m_mailbox->context,
        [this, last = std::move(last)] {
          if (last) {
            last();
          }
          m_thread.quit();
        },
        Qt::QueuedConnection);
    m_mailbox->context = nullptr;
  }
  m_thread.wait();
  m_context.reset();
}

} // namespace sentinai
