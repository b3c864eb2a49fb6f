// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "views/long_table_view.h"

#include <QAbstractTableModel>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <limits>

using namespace sentinai;

namespace {

constexpr int kRows = 6'000'000;
constexpr int kColumns = 5;
constexpr int kRowHeight = 28;
/// What some screens of cells may cost; far fewer than there are rows.
constexpr qint64 kSomeScreens = 20'000;

/// Any number of rows that cost nothing, and how often one looks at them.
class CountingModel : public QAbstractTableModel {
public:
  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : kColumns;
  }
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
    ++looks;
    return role == Qt::DisplayRole ? QVariant(index.row()) : QVariant();
  }
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation, int role) const override {
    return role == Qt::DisplayRole         ? QVariant(QStringLiteral("No. %1").arg(section))
           : role == Qt::TextAlignmentRole ? QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter))
                                           : QVariant();
  }
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override {
    ++looks;
    return QAbstractTableModel::flags(index);
  }

  void reset(int rows) {
    beginResetModel();
    m_rows = rows;
    endResetModel();
  }
  void append(int rows) {
    beginInsertRows({}, m_rows, m_rows + rows - 1);
    m_rows += rows;
    endInsertRows();
  }
  void removeLast(int rows) {
    beginRemoveRows({}, m_rows - rows, m_rows - 1);
    m_rows -= rows;
    endRemoveRows();
  }

  mutable qint64 looks = 0;

private:
  int m_rows = 0;
};

} // namespace

class LongTableViewTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() {
    m_model = std::make_unique<CountingModel>();
    m_view = std::make_unique<LongTableView>(kRowHeight);
    m_view->setModel(m_model.get());
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->resize(700, 500);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
  }

  void cleanup() {
    m_view.reset();
    m_model.reset();
  }

  void nothingCostsInProportionToTheRows() {
    m_model->reset(200);
    settle();
    m_model->looks = 0;
    m_model->append(kRows - 200);
    settle();
    m_model->removeLast(1'000);
    settle();
    m_model->reset(kRows);
    settle();
    QCOMPARE(m_view->verticalHeader()->count(), 0);
    m_view->selectAll();
    settle();
    QCOMPARE(m_view->selectionModel()->selection().size(), 1);
    m_view->setCurrentIndex(m_model->index(0, 0));
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ShiftModifier);
    settle();
    QCOMPARE(m_view->selectionModel()->selection().first().height(), kRows);
    QTest::keyClicks(m_view.get(), QStringLiteral("599"));
    m_view->resize(600, 600);
    settle();
    m_view->resizeColumnToContents(1);
    m_view->hideColumn(2);
    settle();
    QVERIFY2(m_model->looks < kSomeScreens, qPrintable(QString::number(m_model->looks)));
  }

  void theScrollBarIsExactToAnyDepth() {
    m_model->reset(kRows);
    settle();
    QScrollBar* bar = m_view->verticalScrollBar();
    const int whole = m_view->viewport()->height() / kRowHeight;
    QCOMPARE(bar->maximum(), kRows - whole);
    bar->setValue(3'141'592);
    QCOMPARE(m_view->rowAt(0), 3'141'592);
    QCOMPARE(m_view->indexAt({5, kRowHeight + 1}).row(), 3'141'593);
    QCOMPARE(m_view->visualRect(m_model->index(3'141'594, 0)).top(), 2 * kRowHeight);
    QVERIFY(!m_view->visualRect(m_model->index(0, 0)).intersects(m_view->viewport()->rect()));
    bar->setValue(bar->maximum());
    QCOMPARE(m_view->visualRect(m_model->index(kRows - 1, 0)).bottom(), m_view->viewport()->height() - 1);
    QCOMPARE(m_view->rowAt(m_view->viewport()->height() - 1), kRows - 1);
    QCOMPARE(m_view->lastVisibleRow(), kRows - 1);
    bar->setValue(0);
    QCOMPARE(m_view->rowViewportPosition(0), 0);
  }

  void asManyRowsAsAnIntHolds() {
    const int most = std::numeric_limits<int>::max() - 1;
    m_model->reset(most);
    settle();
    m_view->setCurrentIndex(m_model->index(0, 0));
    QTest::keyClick(m_view.get(), Qt::Key_End);
    QCOMPARE(m_view->currentIndex().row(), most - 1);
    QCOMPARE(m_view->visualRect(m_view->currentIndex()).bottom(), m_view->viewport()->height() - 1);
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(m_view->currentIndex().row(), 0);
    QCOMPARE(m_view->selectionModel()->selection().first().top(), 0);
    QVERIFY(m_model->looks < kSomeScreens);
  }

  void keysMoveByRowsAndCells() {
    m_model->reset(kRows);
    settle();
    const int whole = m_view->viewport()->height() / kRowHeight;
    m_view->setCurrentIndex(m_model->index(0, 1));
    const auto press = [this](Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
      QTest::keyClick(m_view.get(), key, modifiers);
      return std::pair(m_view->currentIndex().row(), m_view->currentIndex().column());
    };
    QCOMPARE(press(Qt::Key_Down), std::pair(1, 1));
    QCOMPARE(press(Qt::Key_PageDown), std::pair(1 + whole, 1));
    QVERIFY(isOnView(m_view->currentIndex()));
    QCOMPARE(press(Qt::Key_End), std::pair(kRows - 1, 1));
    QVERIFY(isOnView(m_view->currentIndex()));
    QCOMPARE(press(Qt::Key_Down), std::pair(kRows - 1, 1));
    QCOMPARE(press(Qt::Key_PageUp), std::pair(kRows - 1 - whole, 1));
    QCOMPARE(press(Qt::Key_Home, Qt::ControlModifier), std::pair(0, 1));
    QCOMPARE(press(Qt::Key_Up), std::pair(0, 1));
    m_view->horizontalHeader()->moveSection(4, 2); // 0 1 4 2 3
    m_view->hideColumn(4);
    QCOMPARE(press(Qt::Key_Right), std::pair(0, 2));
    QCOMPARE(press(Qt::Key_Left), std::pair(0, 1));
    QCOMPARE(press(Qt::Key_Left), std::pair(0, 0));
    QCOMPARE(press(Qt::Key_Left), std::pair(0, 0));
  }

  void theMouseSelectsRows() {
    m_model->reset(kRows);
    settle();
    m_view->verticalScrollBar()->setValue(1'000'000);
    const auto place = [this](int row) { return m_view->visualRect(m_model->index(row, 1)).center(); };
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, place(1'000'002));
    QCOMPARE(m_view->currentIndex().row(), 1'000'002);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, place(1'000'005));
    QCOMPARE(m_view->selectionModel()->selection().size(), 1);
    QCOMPARE(m_view->selectionModel()->selection().first().top(), 1'000'002);
    QCOMPARE(m_view->selectionModel()->selection().first().bottom(), 1'000'005);
    QCOMPARE(m_view->selectionModel()->selection().first().width(), kColumns);
    m_view->verticalScrollBar()->setValue(5'000'000);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, place(5'000'003));
    QCOMPARE(m_view->selectionModel()->selection().first().top(), 1'000'002);
    QCOMPARE(m_view->selectionModel()->selection().first().bottom(), 5'000'003);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, place(5'000'001));
    QVERIFY(!m_view->selectionModel()->isRowSelected(5'000'001, {}));
    QVERIFY(m_view->selectionModel()->isRowSelected(5'000'002, {}));
  }

  void rowsThatComeBehindMoveNothing() {
    m_model->reset(300);
    settle();
    QScrollBar* bar = m_view->verticalScrollBar();
    bar->setValue(bar->maximum());
    const QRect before = m_view->visualRect(m_model->index(299, 0));
    m_model->append(kRows);
    settle();
    QCOMPARE(m_view->visualRect(m_model->index(299, 0)), before);
    QVERIFY(bar->maximum() > kRows);
    m_model->removeLast(kRows + 290);
    settle();
    QCOMPARE(bar->maximum(), 0);
    QCOMPARE(m_view->visualRect(m_model->index(0, 0)).top(), 0);
    QCOMPARE(m_view->rowAt(m_view->viewport()->height() - 1), -1);
    QCOMPARE(m_view->lastVisibleRow(), 9);
  }

  void saysOnceATurnWhatIsOnView() {
    m_model->reset(kRows);
    settle();
    QSignalSpy said(m_view.get(), &LongTableView::visibleRowsChanged);
    for (int row = 0; row < 1'000; ++row) {
      m_view->verticalScrollBar()->setValue(row * 100);
    }
    EVENTUALLY_EQUAL(said.count(), 1);
    QCOMPARE(said.first().at(0).toInt(), 99'900);
    QCOMPARE(said.first().at(1).toInt(), m_view->rowAt(m_view->viewport()->height() - 1));
    m_view->hide();
    m_view->verticalScrollBar()->setValue(7);
    settle();
    QCOMPARE(said.count(), 1); // Nobody sees it.
    m_view->show();
    EVENTUALLY_EQUAL(said.last().at(0).toInt(), 7);
  }

  void scrollsSidewaysToACell() {
    m_model->reset(kRows);
    for (int column = 0; column < kColumns; ++column) {
      m_view->setColumnWidth(column, 300);
    }
    settle();
    m_view->scrollTo(m_model->index(50, 4));
    QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(m_model->index(50, 4))));
    m_view->scrollTo(m_model->index(2'000'000, 0), QAbstractItemView::PositionAtTop);
    QCOMPARE(m_view->visualRect(m_model->index(2'000'000, 0)).topLeft(), QPoint(0, 0));
    m_view->scrollTo(m_model->index(4'000'000, 0), QAbstractItemView::PositionAtCenter);
    QVERIFY(isOnView(m_model->index(4'000'000, 0)));
  }

  void paintsWhatIsOnView() {
    m_model->reset(kRows);
    settle();
    m_view->verticalScrollBar()->setValue(4'000'000);
    m_model->looks = 0;
    const QImage picture = m_view->viewport()->grab().toImage();
    QVERIFY(m_model->looks > 0 && m_model->looks < kSomeScreens);
    QSet<QRgb> colors;
    for (int x = 0; x < picture.width(); ++x) {
      colors.insert(picture.pixel(x, kRowHeight / 2));
    }
    QVERIFY(colors.size() > 1); // There is text.
  }

  void paintsOnlyWhatHasChanged() {
    m_model->reset(kRows);
    settle();
    m_model->looks = 0;
    (void)m_view->viewport()->grab();
    const qint64 whole = m_model->looks;
    const int rows = m_view->lastVisibleRow() + 1;
    // A row comes in at the bottom, and one at the top has changed.
    m_view->verticalScrollBar()->setValue(1'000);
    settle();
    m_view->verticalScrollBar()->setValue(1'001);
    Q_EMIT m_model->dataChanged(m_model->index(1'002, 0), m_model->index(1'002, kColumns - 1));
    m_model->looks = 0;
    EVENTUALLY(m_model->looks > 0);
    QVERIFY2(m_model->looks <= whole * 4 / rows, qPrintable(QStringLiteral("%1 of %2").arg(m_model->looks).arg(whole)));
  }

  void aSelectedRowIsMarkedFromEdgeToEdge() {
    m_model->reset(3);
    settle();
    m_view->setCurrentIndex(m_model->index(1, 0));
    settle();
    const QImage picture = m_view->viewport()->grab().toImage();
    const QColor ground = m_view->palette().color(QPalette::Base);
    const QColor mark = m_view->palette().color(QPalette::Highlight);
    QVERIFY(picture.width() > m_view->columnViewportPosition(kColumns - 1) + m_view->columnWidth(kColumns - 1));
    QCOMPARE(picture.pixelColor(picture.width() - 2, kRowHeight + 2), mark);
    for (const int x : {1, picture.width() - 2}) {
      QVERIFY(picture.pixelColor(x, kRowHeight + 2) != ground);
      QCOMPARE(picture.pixelColor(x, 2), ground);
      QCOMPARE(picture.pixelColor(x, 5 * kRowHeight), ground); // Below the last row.
    }
  }

  void headingsStandAboveTheirCells() {
    m_model->reset(3);
    QHeaderView* header = m_view->horizontalHeader();
    m_view->setColumnWidth(0, 200);
    m_view->setSortingEnabled(true);
    header->setSortIndicator(1, Qt::AscendingOrder);
    for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
      m_view->setLayoutDirection(direction);
      settle();
      const QImage heading = header->viewport()->grab().toImage();
      const int start = header->sectionViewportPosition(0);
      const QColor ground = header->palette().color(QPalette::Window);
      QList<int> inked;
      for (int x = start + 2; x < start + 198; ++x) {
        for (int y = 8; y < heading.height() - 2; ++y) {
          if (std::abs(qGray(heading.pixel(x, y)) - qGray(ground.rgb())) > 60) {
            inked.append(x - start);
            break;
          }
        }
      }
      QVERIFY(!inked.isEmpty());
      const bool isRightToLeft = direction == Qt::RightToLeft;
      QVERIFY(isRightToLeft ? inked.last() > 185 && inked.first() > 100 : inked.first() < 15 && inked.last() < 100);
    }
  }

  void nothingLiesOverTheRows() {
    m_model->reset(kRows);
    settle();
    for (const QWidget* part : m_view->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
      const bool isOver = part != m_view->viewport() && part->isVisible() &&
                          part->geometry().intersects(m_view->viewport()->geometry());
      QVERIFY2(!isOver, part->metaObject()->className());
    }
  }

private:
  /// Delayed layouts and paintings have been done.
  void settle() {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    (void)m_view->grab();
  }

  [[nodiscard]] bool isOnView(const QModelIndex& index) const {
    const QRect place = m_view->visualRect(index);
    return place.top() >= 0 && place.bottom() < m_view->viewport()->height();
  }

  std::unique_ptr<CountingModel> m_model;
  std::unique_ptr<LongTableView> m_view;
};

QTEST_MAIN(LongTableViewTest)
#include "long_table_view_test.moc"
