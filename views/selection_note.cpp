// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/selection_note.h"

#include "views/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace sentinai {

SelectionNote::SelectionNote(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_text(new QLabel(this))
    , m_clear(new QToolButton(this)) {
  setObjectName(QStringLiteral("selectionNote"));
  m_text->setObjectName(QStringLiteral("selectionText"));
  m_text->setTextFormat(Qt::PlainText);
  m_clear->setObjectName(QStringLiteral("selectionClear"));
  m_clear->setAutoRaise(true);
  m_clear->setFocusPolicy(Qt::TabFocus);
  m_clear->setIconSize({10, 10});
  m_clear->setAccessibleName(tr("Clear selection"));
  m_clear->setToolTip(tr("Clear selection (Ctrl+Shift+A)"));
  connect(m_clear, &QToolButton::clicked, this, &SelectionNote::clearRequested);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Theme::kSpaceXs);
  layout->addWidget(m_text);
  layout->addWidget(m_clear);
  hide();
  restyle();
  connect(&theme, &Theme::changed, this, &SelectionNote::restyle);
}

void SelectionNote::showCounts(qint64 selected, qint64 loaded, const std::optional<RowCount>& total) {
  const QLocale locale;
  const QString number = locale.toString(selected);
  m_explanation.clear();
  QString text = tr("%1 selected").arg(number);
  if (loaded < selected) {
    text = tr("%1 selected, %2 of them loaded").arg(number, locale.toString(loaded));
    m_explanation = tr("Copying takes the loaded ones; the others have not been read yet.");
  } else if (total && total->exact && selected >= total->value) {
    text = tr("All %1 selected").arg(number);
  } else if (total) {
    text = tr("%1 of %2 selected")
               .arg(number, locale.toString(total->value) + (total->exact ? QString() : QStringLiteral("+")));
    m_explanation =
        tr("Copying takes these rows only. “Select all” takes the rows that are loaded around those on view.");
  }
  m_text->setText(text);
  m_text->setToolTip(m_explanation);
  setAccessibleName(text);
  setAccessibleDescription(m_explanation);
  setVisible(selected > 1);
}

QString SelectionNote::text() const {
  return m_text->text();
}

void SelectionNote::restyle() {
  QPalette strong = palette();
  strong.setColor(QPalette::WindowText, m_theme.colors().accent);
  m_text->setPalette(strong);
  m_text->setFont(m_theme.font(FontRole::Strong));
  m_clear->setIcon(m_theme.icon(QStringLiteral("close")));
}

} // namespace sentinai
