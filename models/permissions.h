// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/edit_refusals.h"
#include "repositories/member_repository.h"

#include <QObject>

namespace sentinai {

/// What the login may do in a tenant as the database would decide it, and why not; so that nothing is offered that
/// would be refused. GUI thread.
class Permissions : public QObject {
  Q_OBJECT
public:
  /// `members` must outlive this. Nothing is allowed before an answer to refresh().
  explicit Permissions(MemberRepository& members, QObject* parent = nullptr);

  void refresh(); ///< Asks; what was known holds until the answer is there, also if there is none.

  /// The login's own access, to say in a reason; empty: not known.
  void setAccess(const std::optional<Access>& access);

  // Why not, for people; empty: it is allowed.
  [[nodiscard]] EditRefusals edit() const;
  [[nodiscard]] QString importing() const;

Q_SIGNALS:
  void changed();

private:
  void receive(Result<std::vector<Privilege>> privileges);
  [[nodiscard]] QString refusal(QLatin1String action) const;

  MemberRepository& m_members;
  std::optional<std::vector<Privilege>> m_privileges; ///< Absent: never told.
  QString m_stranger;                                 ///< Why the login may not even ask; empty: it may.
  std::optional<Access> m_access;
  CancelSource m_request;
};

} // namespace sentinai
