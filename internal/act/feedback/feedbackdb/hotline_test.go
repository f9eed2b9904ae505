package feedbackdb_test

import (
	"slices"
	"strings"
	"testing"

	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

const head = "工单编号,诉求人电话,受理时间,诉求类型,诉求标题,诉求内容,事发区域,承办单位,办理时限,工单状态\n"

const orders = head +
	"GD001,13800000000,2026-01-05 08:30:17,投诉,护理员没有来,约好周一上午，等到中午,大方县某街道," + nameA + ",2026-01-08 18:00:00,转办\n" +
	"GD002,,2026-01-05 09:00:00,咨询,\"高龄津贴, 怎么领\",,,,,受理\n" +
	"GD003,,2026-01-02 09:00:00,求助,路灯不亮,,黔西市,,,办结\n"

// Orders of the hotline are opened once by their numbers, where they belong, without their callers, and given back with what was answered.
func TestHotline(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx, clerk, l := t.Context(), access.System("clerk", "casework.case.handle", "casework.case.assist", "casework.case.read"), layout(t)
		_, problems, err := w.ReadOrders(ctx, clerk, l, []byte(orders+"GD004,,昨天,咨询,甲,,,,,受理\n"))
		if fault.KindOf(err) != fault.Invalid || len(problems) != 1 {
			t.Fatalf("%v %v", problems, err)
		}
		_, _, err = w.ReadOrders(ctx, w.handler("a"), l, []byte(orders))
		want(t, "an officer of a county of the node", err, fault.NotFound, "access.absent")
		r, _, err := w.ReadOrders(ctx, clerk, l, []byte(orders))
		if err != nil || r.Rows != 3 || r.Opened != 2 || r.Ended != 1 || r.Known != 0 || !slices.Equal(r.Dropped, []string{"诉求人电话"}) {
			t.Fatalf("%+v %v", r, err)
		}
		first, second := w.numbered(t, "GD001"), w.numbered(t, "GD002")
		c := w.Get(t, first.Case)
		if first.Person != "" || first.Provider != orgA || c.Person != "" || c.Place != caseworktest.County || c.LimitOn != "2026-01-06" || c.EndBy != "2026-01-08" {
			t.Errorf("%+v %+v", first, c)
		}
		if c := w.Get(t, second.Case); c.Place != caseworktest.City || second.Nature != feedback.Question {
			t.Errorf("%+v %+v", second, c)
		}
		sh := must(w.Show(ctx, w.handler("a"), c.ID, ""))(t)
		if sh.Said.Text != "约好周一上午，等到中午" || len(sh.Steps) == 0 {
			t.Errorf("%+v", sh)
		}

		c = must(w.Forward(ctx, w.handler("a"), c.ID, c.Actions, orgA))(t)
		c = must(w.Answer(ctx, providerA, c.ID, c.Actions, "已经补上\r\n并道歉"))(t)
		c = must(w.CallBack(ctx, w.handler("b"), c.ID, c.Actions, feedback.Solved, 4))(t)
		must(w.plain(t, w.handler("b"), c, "close", ""))(t)
		again := strings.Replace(orders, ",求助,", ",建议,", 1)
		r, _, err = w.ReadOrders(ctx, clerk, l, []byte(again))
		if err != nil || r.Opened != 0 || r.Known != 2 || r.Ended != 1 || !slices.Equal(r.Differs, []string{"GD001"}) {
			t.Errorf("the same again: %+v %v", r, err)
		}
		_, err = w.Complain(ctx, w.Officer(caseworktest.Village, caseworktest.Town), feedback.New{
			Person: w.Elder, Number: "GD002", Nature: feedback.Question, Subject: "高龄津贴", Way: counter,
		})
		want(t, "a number by who does not handle orders", err, fault.Denied, "access.denied")
		_, err = w.Complain(ctx, clerk, feedback.New{Person: w.Elder, Number: "GD002", Nature: feedback.Question, Subject: "高龄津贴", Way: counter})
		want(t, "a number that is known", err, fault.Conflict, "feedback.complain.known")
		must(w.Complain(ctx, clerk, feedback.New{Person: w.Elder, Number: "GD009", Nature: feedback.Request, Subject: "想换时间", Text: "上午\n不行", Way: counter}))(t)

		raw, err := w.WriteOrders(ctx, clerk, l)
		if err != nil {
			t.Fatal(err)
		}
		wanted := "\ufeff工单编号,受理时间,诉求类型,诉求标题,诉求内容,事发区域,承办单位,办理时限,工单状态,答复内容,回访评价\n" +
			"GD001,2026-01-05 08:30:17,投诉,护理员没有来,约好周一上午，等到中午,大方县某街道," + nameA + ",2026-01-08 18:00:00,办结,已经补上 并道歉,满意\n" +
			"GD002,2026-01-05 09:00:00,咨询,\"高龄津贴, 怎么领\",,,,,受理,,\n" +
			"GD009,2026-01-05 00:00:00,求助,想换时间,上午 不行,,,,受理,,\n"
		if string(raw) != wanted {
			t.Errorf("written:\n%s\nwant:\n%s", raw, wanted)
		}
		if f, _, err := l.Read(raw); err != nil || len(f.Rows) != 3 {
			t.Errorf("what was written is read as %v, %v", f, err)
		}
		if err := w.keys.Erase(ctx, w.Elder); err != nil {
			t.Fatal(err)
		}
		if raw, err = w.WriteOrders(ctx, clerk, l); err != nil || strings.Contains(string(raw), "GD009") || !strings.Contains(string(raw), "GD001") {
			t.Errorf("after the person is gone: %s %v", raw, err)
		}
	})
}

// numbered is the order with a number.
func (w *world) numbered(t *testing.T, number string) (o feedback.Order) {
	t.Helper()
	err := w.World.DB.Read(t.Context(), func(q store.Queryer) (err error) {
		var found bool
		if o, found, err = w.Service.Store.ByNumber(q, caseworktest.Node, number); !found {
			t.Errorf("no order %s", number)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}
