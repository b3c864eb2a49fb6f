// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/conflict_banner.h"

#include "models/event_summary.h"
#include "models/safe_text.h"
#include "views/theme.h"

#include <QAccessible>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace sentinai {

ConflictBanner::ConflictBanner(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent)
    : CardFrame(theme, parent, Look::Warning)
    , m_timeFormat(timeFormat)
    , m_title(new QLabel(this))
    , m_theirs(new QPushButton(tr("Keep &theirs"), this))
    , m_yours(new QPushButton(tr("Apply &yours"), this)) {
  setObjectName(QStringLiteral("conflictBanner"));
  m_title->setObjectName(QStringLiteral("conflictTitle"));
  m_title->setTextFormat(Qt::PlainText);
  m_title->setWordWrap(true);
  m_theirs->setObjectName(QStringLiteral("keepTheirs"));
  m_theirs->setToolTip(tr("Leave the exception as it is now and drop your change"));
  m_yours->setObjectName(QStringLiteral("applyYours"));
  m_yours->setToolTip(tr("Make your change on top of theirs; both stay on the timeline"));
  connect(m_theirs, &QPushButton::clicked, this, &ConflictBanner::theirsChosen);
  connect(m_yours, &QPushButton::clicked, this, &ConflictBanner::yoursChosen);

  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM, Theme::kSpaceS);
  column->addWidget(m_title);
  auto* const buttons = new QHBoxLayout;
  buttons->addWidget(m_theirs);
  buttons->addWidget(m_yours);
  buttons->addStretch();
  column->addLayout(buttons);
  m_title->setFont(theme.font(FontRole::Strong));
  hide();
}

void ConflictBanner::showConflict(const EditConflict& conflict) {
  m_conflict = conflict;
  const QString who = conflict.changedBy ? EventSummary::actorText(*conflict.changedBy) : tr("somebody else");
  const QString id = visibleLine(conflict.theirs.exceptionId);
  m_title->setText(conflict.changedAt
                       ? tr("%1 was changed meanwhile by %2, %3. Nothing of yours has been saved yet.")
                             .arg(id, who, m_timeFormat.text(*conflict.changedAt))
                       : tr("%1 was changed meanwhile by %2. Nothing of yours has been saved yet.").arg(id, who));
  m_title->setToolTip(plainToolTip(conflict.changedAt ? m_timeFormat.absoluteText(*conflict.changedAt) : QString()));
  fillGrid();
  show();
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void ConflictBanner::fillGrid() {
  delete m_table;
  m_table = new QWidget(this);
  m_table->setObjectName(QStringLiteral("conflictTable"));
  auto* const grid = new QGridLayout(m_table);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(Theme::kSpaceXl);
  grid->setVerticalSpacing(Theme::kSpaceXs);
  const auto add = [&](int row, int column, const QString& text, const QString& name, FontRole role) {
    auto* const label = new QLabel(m_table);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setFont(theme().font(role));
    label->setObjectName(name);
    grid->addWidget(label, row, column);
  };
  add(0, 1, tr("You saw"), {}, FontRole::Caption);
  add(0, 2, tr("Theirs"), {}, FontRole::Caption);
  add(0, 3, tr("Yours"), {}, FontRole::Caption);
  int row = 0;
  for (const EditConflict::Field& field : m_conflict.fields) {
    ++row;
    add(row, 0, EventSummary::fieldLabel(field.column), {}, FontRole::Strong);
    add(row, 1, EventSummary::valueText(field.before), {}, FontRole::Body);
    add(row, 2, EventSummary::valueText(field.theirs), QStringLiteral("theirs-") + field.column,
        field.theirs != field.before ? FontRole::Strong : FontRole::Body);
    add(row, 3, field.mine ? EventSummary::valueText(field.yours) : tr("as theirs"),
        QStringLiteral("yours-") + field.column, field.mine ? FontRole::Strong : FontRole::Body);
  }
  grid->setColumnStretch(4, 1);
  static_cast<QVBoxLayout*>(layout())->insertWidget(1, m_table);
}

} // namespace sentinai
