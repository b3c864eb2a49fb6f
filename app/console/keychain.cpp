// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/keychain.h"

#include <qt6keychain/keychain.h>

namespace sentinai {

namespace {

const QString kService = QStringLiteral("sentinai-console");

} // namespace

void Keychain::read(const QString& key, const std::function<void(const Found&)>& receive) {
  auto* const job = new QKeychain::ReadPasswordJob(kService); // It deletes itself once done.
  job->setInsecureFallback(false);
  job->setKey(key);
  connect(job, &QKeychain::Job::finished, this, [job, receive] {
    const bool found = job->error() == QKeychain::NoError;
    receive({found ? std::optional(job->textData()) : std::nullopt, found || job->error() == QKeychain::EntryNotFound});
  });
  job->start();
}

void Keychain::write(const QString& key, const QString& password, const std::function<void(const QString&)>& receive) {
  auto* const job = new QKeychain::WritePasswordJob(kService);
  job->setInsecureFallback(false);
  job->setKey(key);
  job->setTextData(password);
  connect(job, &QKeychain::Job::finished, this,
          [job, receive] { receive(job->error() == QKeychain::NoError ? QString() : job->errorString()); });
  job->start();
}

} // namespace sentinai
