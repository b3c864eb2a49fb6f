// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain/keychain.h"

#include <qt6keychain/keychain.h>

namespace sentinai {

Keychain::Keychain(QString service)
    : m_service(std::move(service)) {}

void Keychain::read(const QString& key, const std::function<void(const Found&)>& receive) {
  auto* const job = new QKeychain::ReadPasswordJob(m_service); // It deletes itself once done.
  job->setInsecureFallback(false);
  job->setKey(key);
  connect(job, &QKeychain::Job::finished, this, [job, receive] {
    const bool found = job->error() == QKeychain::NoError;
    receive({found ? std::optional(job->textData()) : std::nullopt, found || job->error() == QKeychain::EntryNotFound});
  });
  job->start();
}

void Keychain::write(const QString& key, const QString& password, const std::function<void(const QString&)>& receive) {
  auto* const job = new QKeychain::WritePasswordJob(m_service);
  job->setInsecureFallback(false);
  job->setKey(key);
  job->setTextData(password);
  connect(job, &QKeychain::Job::finished, this,
          [job, receive] { receive(job->error() == QKeychain::NoError ? QString() : job->errorString()); });
  job->start();
}

} // namespace sentinai
