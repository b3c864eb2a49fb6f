// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/console/console_fixture.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace sentinai {

/// The dialog that asks for a password, as a person finds it in the window.
class SignInForm {
public:
  explicit SignInForm(ConsoleFixture& fixture)
      : m_fixture(fixture) {}

  [[nodiscard]] QDialog* dialog() const { ///< Null: it does not ask.
    for (QDialog* each : m_fixture.window().findChildren<QDialog*>(QStringLiteral("signInDialog"))) {
      if (each->isVisible()) {
        return each;
      }
    }
    return nullptr;
  }
  [[nodiscard]] QLineEdit* input() const { return dialog()->findChild<QLineEdit*>(QStringLiteral("passwordInput")); }
  [[nodiscard]] QString reason() const { return dialog()->findChild<QLabel*>(QStringLiteral("signInReason"))->text(); }

  void enter(const QString& password) const {
    input()->setFocus();
    QTest::keyClicks(input(), password);
    QTest::mouseClick(dialog()->findChild<QPushButton*>(QStringLiteral("signIn")), Qt::LeftButton);
  }

private:
  ConsoleFixture& m_fixture;
};

} // namespace sentinai
