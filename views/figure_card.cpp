// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure_card.h"

#include "models/figure_table_model.h"
#include "models/safe_text.h"
#include "views/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace sentinai {

namespace {

constexpr int kMinimumWidth = 104;

} // namespace

FigureCard::FigureCard(const Theme& theme, const FigureTableModel& model, int row, Accent accent, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_model(model)
    , m_row(row)
    , m_accent(accent) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAttribute(Qt::WA_Hover);
  connect(this, &QAbstractButton::clicked, this, [this] { Q_EMIT drillDownRequested(valueIndex()); });
  connect(&model, &QAbstractItemModel::modelReset, this, &FigureCard::updateTexts);
  connect(&model, &QAbstractItemModel::dataChanged, this, &FigureCard::updateTexts);
  connect(&theme, &Theme::changed, this, [this] { update(); });
  updateTexts();
}

void FigureCard::setRemark(const QString& remark) {
  m_remark = remark;
  updateTexts();
}

QSize FigureCard::sizeHint() const {
  return minimumSizeHint() + QSize(Theme::kSpaceXl, 0);
}

QSize FigureCard::minimumSizeHint() const {
  const int height = QFontMetrics(m_theme.font(FontRole::Caption)).height() * 2 +
                     QFontMetrics(m_theme.font(FontRole::Figure)).height() + 2 * Theme::kSpaceM + Theme::kSpaceXs;
  return {kMinimumWidth, height};
}

QModelIndex FigureCard::valueIndex() const {
  return m_model.index(m_row, 1);
}

void FigureCard::updateTexts() {
  const QModelIndex index = valueIndex();
  const bool leads = m_model.drillDown(index).has_value();
  setEnabled(leads);
  setCursor(leads ? Qt::PointingHandCursor : Qt::ArrowCursor);
  const QString sentence = m_model.sentence(index);
  setText(m_model.index(m_row, 0).data().toString());
  setAccessibleName(sentence);
  setAccessibleDescription(leads ? tr("%1 Shows these exceptions.").arg(m_remark).trimmed() : m_remark);
  setToolTip(plainToolTip(leads ? tr("%1. Click to see these exceptions.").arg(sentence) : sentence));
  update();
}

void FigureCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColors& colors = m_theme.colors();
  const bool marked = hasFocus() || underMouse();
  painter.setPen(QPen(marked && isEnabled() ? colors.accent : colors.border, hasFocus() ? 2 : 1));
  painter.setBrush(isDown() ? colors.selection : colors.base);
  const qreal inset = hasFocus() ? 1 : 0.5;
  painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), Theme::kRadius, Theme::kRadius);

  const QModelIndex index = valueIndex();
  QRect area = rect().adjusted(Theme::kSpaceM, Theme::kSpaceM, -Theme::kSpaceM, -Theme::kSpaceM);
  const auto line = [&](FontRole role, const QColor& color, const QString& text, int indent = 0) {
    QFont font = m_theme.font(role);
    const QRect row(area.left() + indent, area.top(), area.width() - indent, QFontMetrics(font).height());
    // A number cut short would be another one.
    while (role == FontRole::Figure && font.pointSizeF() > m_theme.font(FontRole::Caption).pointSizeF() &&
           QFontMetrics(font).horizontalAdvance(text) > row.width()) {
      font.setPointSizeF(font.pointSizeF() - 1);
    }
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(text, Qt::ElideRight, row.width()));
    area.setTop(row.bottom() + 1);
  };

  int indent = 0;
  if (const QVariant status = index.data(FigureTableModel::StatusRole); status.isValid()) {
    const int size = QFontMetrics(m_theme.font(FontRole::Caption)).ascent();
    const int lineHeight = QFontMetrics(m_theme.font(FontRole::Caption)).height();
    m_theme.icon(static_cast<Status>(status.toInt()))
        .paint(&painter, area.left(), area.top() + (lineHeight - size) / 2, size, size);
    indent = size + Theme::kSpaceXs;
  }
  line(FontRole::Caption, colors.mutedText, text(), indent);
  area.setTop(area.top() + Theme::kSpaceXs);
  const bool loud = index.data(FigureTableModel::ValueRole).toLongLong() > 0;
  const QColor number = !loud || m_accent == Accent::None ? colors.text
                        : m_accent == Accent::Bad         ? colors.bad
                                                          : colors.warning;
  line(FontRole::Figure, number, index.data().toString());
  line(FontRole::Caption, colors.mutedText, m_remark);
}

void FigureCard::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void FigureCard::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void FigureCard::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    click();
    return;
  }
  QAbstractButton::keyPressEvent(event);
}

} // namespace sentinai
