// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/database_url.h"
#include "tests/fuzz/fuzz_log.h"

#include <libpq-fe.h>

using namespace sentinai;

namespace {

/// The password as libpq reads it.
QByteArray passwordOf(const QString& conninfo) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(conninfo.toUtf8().constData(), nullptr), &PQconninfoFree);
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (qstrcmp(option->keyword, "password") == 0 || qstrcmp(option->keyword, "sslpassword") == 0) {
      if (option->val != nullptr && option->val[0] != '\0') {
        return option->val;
      }
    }
  }
  return {};
}

} // namespace

/// Any text as a database URL: whatever libpq would take for a password is not shown, and a password that is added is
/// the one that counts.
extern "C" int LLVMFuzzerTestOneInput(const quint8* data, std::size_t size) {
  const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
  const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
  if (!url) {
    mustHold(!url.error().message.isEmpty(), "a refusal has words");
    return 0;
  }
  if (url->engine() == DatabaseUrl::Engine::Sqlite || text.contains(QChar(0))) {
    return 0;
  }
  const QString shown = url->displayText();
  mustHold(passwordOf(shown).isEmpty(), "what is shown has no password");
  const QByteArray password = passwordOf(url->conninfo());
  if (password.size() >= 6 && text.toUtf8().count(password) == 1) {
    mustHold(!shown.toUtf8().contains(password), "the password is not shown");
  }
  const QString secret = QStringLiteral("s3'c&r\\e? t%");
  const DatabaseUrl with = url->withPassword(secret);
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> readable(
      PQconninfoParse(url->conninfo().toUtf8().constData(), nullptr), &PQconninfoFree);
  if (readable) {
    mustHold(passwordOf(with.conninfo()) == secret.toUtf8(), "an added password counts");
    mustHold(!with.displayText().contains(QStringLiteral("s3")) || shown.contains(QStringLiteral("s3")),
             "an added password is not shown");
  }
  return 0;
}
