// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_io_thread.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <future>

namespace sentinai {

void PgIoThread::Mailbox::post(std::function<void()> task) {
  const std::lock_guard lock(mutex);
  if (loop != nullptr) {
    QMetaObject::invokeMethod(loop, std::move(task), Qt::QueuedConnection);
  }
}

PgIoThread::PgIoThread()
    : m_mailbox(std::make_shared<Mailbox>()) {
  std::promise<QEventLoop*> begun;
  m_thread = std::thread([&begun] {
    QEventLoop loop;
    begun.set_value(&loop);
    loop.exec();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  });
  m_mailbox->loop = begun.get_future().get();
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
    if (m_mailbox->loop == nullptr) {
      return;
    }
    QMetaObject::invokeMethod(
        m_mailbox->loop,
        [loop = m_mailbox->loop, last = std::move(last)] {
          if (last) {
            last();
          }
          loop->quit();
        },
        Qt::QueuedConnection);
    m_mailbox->loop = nullptr;
  }
  m_thread.join();
}

} // namespace sentinai
