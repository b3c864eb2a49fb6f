// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>

namespace sentinai {

/// Which statements a connection has prepared. A statement is prepared when it comes for the second time, so that one
/// that comes once costs a single round trip.
class StatementCache {
public:
  enum class Advice : quint8 {
    Direct,      ///< Run it unprepared.
    PrepareNow,  ///< Prepare it under name(), then run it.
    Prepared,    ///< Run it by name().
    DiscardFirst ///< Too many: discard them all on the server, clear(), then run it unprepared.
  };

  static constexpr qsizetype kCapacity = 128;

  /// What to do with the statement of this text and these parameter types.
  [[nodiscard]] Advice advise(const QByteArray& key) {
    const auto known = m_statements.constFind(key);
    if (known == m_statements.constEnd()) {
      if (m_statements.size() >= kCapacity) {
        return Advice::DiscardFirst;
      }
      m_statements.insert(key, {});
      return Advice::Direct;
    }
    return known->isEmpty() ? Advice::PrepareNow : Advice::Prepared;
  }

  [[nodiscard]] QByteArray nextName() { return "s" + QByteArray::number(++m_serial); }
  void setPrepared(const QByteArray& key, const QByteArray& name) { m_statements.insert(key, name); }
  [[nodiscard]] QByteArray name(const QByteArray& key) const { return m_statements.value(key); }
  void forget(const QByteArray& key) { m_statements.remove(key); }
  void clear() { m_statements.clear(); }

private:
  QHash<QByteArray, QByteArray> m_statements; ///< Key to name; an empty name: seen once.
  int m_serial = 0;
};

} // namespace sentinai
