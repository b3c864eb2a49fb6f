// SPDX-License-Identifier: GPL-3.0-or-later

// Tells ThreadSanitizer, which does not look into Qt's libraries, what Qt promises: whoever hands a function to another
// thread's event loop, or to a pool, has done so before it runs there, and whoever waits for a thread, or for a
// future's result, sees what was done for it. Part of every program built with it; it takes the place of Qt's own
// functions where the project calls them, and calls those.

#include <QFutureInterface>
#include <QMetaObject>
#include <QRunnable>
#include <QThread>
#include <QThreadPool>
#include <dlfcn.h>
#include <functional>
#include <memory>
#include <sanitizer/tsan_interface.h>

#define NOT_LOOKED_AT __attribute__((no_sanitize("thread")))

namespace {

template <typename Function>
Function qtsOwn(const char* symbol) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, symbol));
}

/// Stands for a function in an event queue.
class HandedOver : public QtPrivate::QSlotObjectBase {
public:
  explicit HandedOver(QtPrivate::QSlotObjectBase* function)
      : QSlotObjectBase(&HandedOver::run)
      , m_function(function) {
    __tsan_release(this);
  }

private:
  NOT_LOOKED_AT static void run(int which, QSlotObjectBase* self, QObject* receiver, void** arguments, bool*) {
    __tsan_acquire(self);
    QtPrivate::QSlotObjectBase* function = static_cast<HandedOver*>(self)->m_function;
    if (which == Call) {
      void* result[] = {arguments[0]}; // Qt's own array, which is not looked at; there are no arguments.
      function->call(receiver, result);
      __tsan_release(self); // Whoever lets go of it last, here or there, destroys it after it has run.
    } else if (which == Destroy) {
      function->destroyIfLastRef();
      delete static_cast<HandedOver*>(self);
    }
  }

  QtPrivate::QSlotObjectBase* m_function;
};

/// Stands for a task in a pool.
class HandedTask : public QRunnable {
public:
  explicit HandedTask(QRunnable* task)
      : m_task(task) {
    setAutoDelete(true);
    __tsan_release(task);
  }

  NOT_LOOKED_AT void run() override {
    __tsan_acquire(m_task);
    const bool owned = m_task->autoDelete(); // Asked first: another's may be gone as soon as it has run.
    m_task->run();
    if (owned) {
      delete m_task;
    }
  }

private:
  QRunnable* m_task;
};

using Errand = std::function<void()>;

void runErrand(Errand* errand) {
  const std::unique_ptr<Errand> owned(errand);
  (*owned)();
}

} // namespace

bool QMetaObject::invokeMethodImpl(QObject* object, QtPrivate::QSlotObjectBase* slot, Qt::ConnectionType type,
                                   void* returned) {
  static const auto own = qtsOwn<decltype(&QMetaObject::invokeMethodImpl)>(
      "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
  return own(object, new HandedOver(slot), type, returned); // Who waits for it lets go of it last, here.
}

// A thread's loop is told to end by the last that runs in it.
void QThread::quit() {
  static const auto own = qtsOwn<void (*)(QThread*)>("_ZN7QThread4quitEv");
  __tsan_release(this);
  own(this);
}

bool QThread::wait(QDeadlineTimer deadline) {
  static const auto own = qtsOwn<bool (*)(QThread*, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
  const bool ended = own(this, deadline);
  __tsan_acquire(this);
  return ended;
}

void QThreadPool::start(std::function<void()> function, int priority) {
  using Start = void (*)(QThreadPool*, std::function<void()>, int);
  static const auto own = qtsOwn<Start>("_ZN11QThreadPool5startESt8functionIFvvEEi");
  auto* errand = new Errand(std::move(function));
  __tsan_release(errand);
  own(
      this,
      [errand]() NOT_LOOKED_AT {
        __tsan_acquire(errand);
        runErrand(errand);
      },
      priority);
}

void QThreadPool::start(QRunnable* task, int priority) {
  using Start = void (*)(QThreadPool*, QRunnable*, int);
  static const auto own = qtsOwn<Start>("_ZN11QThreadPool5startEP9QRunnablei");
  own(this, new HandedTask(task), priority);
}

void QFutureInterfaceBase::reportFinished() {
  static const auto own = qtsOwn<void (*)(QFutureInterfaceBase*)>("_ZN20QFutureInterfaceBase14reportFinishedEv");
  __tsan_release(&mutex());
  own(this);
}

void QFutureInterfaceBase::waitForResult(int index) {
  static const auto own = qtsOwn<void (*)(QFutureInterfaceBase*, int)>("_ZN20QFutureInterfaceBase13waitForResultEi");
  own(this, index);
  __tsan_acquire(&mutex());
}

// Whoever lets go of a result last takes it away.
bool QFutureInterfaceBase::derefT() const noexcept {
  static const auto own = qtsOwn<bool (*)(const QFutureInterfaceBase*)>("_ZNK20QFutureInterfaceBase6derefTEv");
  void* const result = &mutex();
  __tsan_release(result);
  const bool othersHoldIt = own(this);
  __tsan_acquire(result);
  return othersHoldIt;
}
