// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/secret_source.h"

#include "app/keychain/keychain.h"
#include "repositories/database/completion.h"

#include <QRegularExpression>
#include <QTimer>

namespace sentinai {

namespace {

const QString kService = QStringLiteral("sentinai-tools");

Task<QString> platformSecret(QString name, CancelToken token) {
  if (const QString value = qEnvironmentVariable(("SENTINAI_SECRET_" + name.toLatin1()).constData());
      !value.isEmpty()) {
    co_return value;
  }
  const Completion<Keychain::Found> read;
  Keychain keychain(kService);
  keychain.read(name, [read](const Keychain::Found& found) { read.complete(found); });
  // A keychain may ask a person to be let in.
  QTimer::singleShot(std::chrono::minutes(1), &keychain, [read] { read.complete(Keychain::Found{}); });
  const CancelToken::Registration registration =
      token.onCancel([read] { read.complete(failure(DbError::Kind::Cancelled, {})); });
  const Result<Keychain::Found> found = co_await read;
  if (!found) {
    co_return failure(found.error());
  }
  if (!found->password) {
    co_return failure(
        DbError::Kind::NotFound,
        QStringLiteral("There is no secret %1. Put it into the environment as SENTINAI_SECRET_%1, or "
                       "into the keychain with `sentinaictl tool secret %1`.%2")
            .arg(name, found->available ? QString() : QStringLiteral(" This computer has no keychain in use.")));
  }
  co_return *found->password;
}

} // namespace

SecretSource platformSecrets() {
  return platformSecret;
}

bool isSecretName(const QString& name) {
  static const QRegularExpression pattern(QStringLiteral(R"(\A[A-Z][A-Z0-9_]{0,63}\z)"));
  return pattern.match(name).hasMatch();
}

Task<Done> storeSecret(QString name, QString secret) {
  if (!isSecretName(name) || secret.isEmpty()) {
    co_return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("A secret has a name of capital letters, digits and underscores, and is not empty."));
  }
  const Completion<Done> written;
  Keychain keychain(kService);
  keychain.write(name, secret, [written](const QString& problem) {
    if (problem.isEmpty()) {
      written.complete(Done{});
    } else {
      written.complete(
          failure(DbError::Kind::ConnectionLost, QStringLiteral("The keychain did not take it: %1").arg(problem)));
    }
  });
  co_return co_await written;
}

} // namespace sentinai
