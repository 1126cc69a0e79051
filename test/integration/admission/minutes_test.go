// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// mayNotMinute is what somebody reads who keeps the minutes of an office that is not theirs.
func mayNotMinute(user, office, namespace string) string {
	return fmt.Sprintf(`user %q may not keep minutes for office %q in %s: that needs the verb "minute" on departments/%s in this `+
		`namespace, which the Jurisdiction grants to the subjects of its office, for the department in which it sits; for the office `+
		`of a meeting that is another department an administrator grants it`, user, office, namespace, office)
}

// inSeconds is an instant with the whole seconds that a field takes.
func inSeconds(from time.Duration) time.Time { return time.Now().Add(from).UTC().Truncate(time.Second) }

var _ = Describe("Filing MeetingMinutes", func() {
	var (
		namespace         string
		desk, wei, themed *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		desk = env.User(ctx, "desk")
		env.Grant(ctx, namespace, desk.Subject(),
			append(framework.OfficeRules("health-commission"), framework.MinutesRules("health-commission")...)...)
		wei = env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(),
			append(framework.DepartmentRules("police"), framework.Records(framework.Minutes, "create"))...)
		themed = env.ServiceAccount(ctx, namespace, "market")
		env.Grant(ctx, namespace, themed.Subject(), framework.MinutesRules("market-regulation")...)
	})

	// minutes begins minutes of the health commission, in which the office sits.
	minutes := func(filedBy string) *wrappers.MinutesWrapper {
		return wrappers.Minutes("minutes").Namespace(namespace).Office("health-commission").FiledBy(filedBy)
	}

	Describe("for an office", func() {
		It("is for its user", func(ctx SpecContext) {
			Expect(desk.Create(ctx, minutes(desk.Name).Obj())).To(Succeed())
			Expect(desk.Create(ctx, minutes(desk.Name).GenerateName("minutes-").Supersedes("minutes").
				Decision(wrappers.Decision("d1")).Obj())).To(Succeed())
		})

		It("is for whom an administrator gave the right, where another department is the office of a meeting", func(ctx SpecContext) {
			Expect(themed.Create(ctx, minutes(themed.Name).Office("market-regulation").Obj())).To(Succeed())
			Expect(themed.Create(ctx, minutes(themed.Name).Obj())).
				To(framework.BeForbidden(mayNotMinute(themed.Name, "health-commission", namespace)))
		})

		It("is not for a department, not even in its own name", func(ctx SpecContext) {
			given := minutes(wei.Name).Obj()
			Expect(wei.Create(ctx, given)).To(framework.BeForbidden(mayNotMinute("wei", "health-commission", namespace)))
			Expect(exists(ctx, given)).To(BeFalse())
			Expect(wei.Create(ctx, minutes(wei.Name).Office("police").Obj())).
				To(framework.BeForbidden(mayNotMinute("wei", "police", namespace)))
		})

		It("is not for the office in the name of another", func(ctx SpecContext) {
			Expect(desk.Create(ctx, minutes(desk.Name).Office("market-regulation").Obj())).
				To(framework.BeForbidden(mayNotMinute("desk", "market-regulation", namespace)))
		})

		It("is not for whoever may rule in its name", func(ctx SpecContext) {
			ruler := env.User(ctx, "ruler")
			env.Grant(ctx, namespace, ruler.Subject(), append(framework.OfficeRules("health-commission"),
				framework.Records(framework.Minutes, "create"))...)
			Expect(ruler.Create(ctx, minutes(ruler.Name).Obj())).
				To(framework.BeForbidden(mayNotMinute("ruler", "health-commission", namespace)))
		})

		It("is not for the office of another region", func(ctx SpecContext) {
			other := env.Namespace(ctx)
			env.Grant(ctx, other, desk.Subject(), framework.Records(framework.Minutes, "create"))
			Expect(desk.Create(ctx, minutes(desk.Name).Namespace(other).Obj())).
				To(framework.BeForbidden(mayNotMinute("desk", "health-commission", other)))
		})

		It("is not for whom RBAC does not let", func(ctx SpecContext) {
			mute := env.User(ctx, "mute")
			env.Grant(ctx, namespace, mute.Subject(), framework.Verb(v1alpha1.VerbMinute, "health-commission"))
			Expect(mute.Create(ctx, minutes(mute.Name).Obj())).To(framework.BeForbidden("cannot create resource"))
		})

		It("is refused on a dry run as well", func(ctx SpecContext) {
			Expect(wei.Create(ctx, minutes(wei.Name).Obj(), client.DryRunAll)).
				To(framework.BeForbidden(mayNotMinute("wei", "health-commission", namespace)))
		})
	})

	Describe("in somebody's name", func() {
		It("is refused when it is another's", func(ctx SpecContext) {
			Expect(desk.Create(ctx, minutes("wei").Obj())).To(framework.BeInvalid(mayNotFileFor("desk", "wei")))
			Expect(themed.Create(ctx, minutes("desk").Office("market-regulation").Obj())).
				To(framework.BeInvalid(mayNotFileFor(themed.Name, "desk")))
		})

		It("is refused to an administrator too, who passes every check of rights", func(ctx SpecContext) {
			Expect(env.Admin.Create(ctx, minutes("desk").Obj())).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "desk")))
			Expect(env.Admin.Create(ctx, minutes(env.Admin.Name).Obj())).To(Succeed())
		})

		It("is for whoever may impersonate, as GitOps tools do, with the rights of the name", func(ctx SpecContext) {
			Expect(as("wei", nil).Create(ctx, minutes("wei").Obj())).
				To(framework.BeForbidden(mayNotMinute("wei", "health-commission", namespace)))
			Expect(as("desk", nil).Create(ctx, minutes("desk").Obj())).To(Succeed())
		})
	})

	Describe("of a session", func() {
		It("is accepted when it was held in the past, by whatever clock it is told", func(ctx SpecContext) {
			given := minutes(desk.Name).Held(inSeconds(-time.Minute).In(time.FixedZone("", 8*60*60))).Obj()
			Expect(desk.Create(ctx, given.DeepCopy(), client.DryRunAll)).To(Succeed())
			Expect(desk.Create(ctx, given)).To(Succeed())
		})

		It("is accepted within the second in which it ended", func(ctx SpecContext) {
			// The second may end on the way, so it takes more than one try now and then to hit it.
			Eventually(func(g Gomega) {
				held := inSeconds(0)
				given := minutes(desk.Name).Held(held).Obj()
				g.Expect(desk.Create(ctx, given, client.DryRunAll)).To(Succeed())
				g.Expect(given.CreationTimestamp.Time).To(BeTemporally("==", held))
			}).WithTimeout(within).WithPolling(every).Should(Succeed())
		})

		It("is refused when it lies ahead", func(ctx SpecContext) {
			ahead := inSeconds(time.Hour)
			Expect(desk.Create(ctx, minutes(desk.Name).Held(ahead).Obj())).To(framework.BeInvalid(
				fmt.Sprintf("spec.heldTime %q must not lie after", ahead.Format(time.RFC3339)),
				`at which user "desk" files the minutes: a session has minutes once it was held`))
			Expect(env.Admin.Create(ctx, minutes(env.Admin.Name).Held(ahead).Obj())).To(framework.BeInvalid("must not lie after"))
		})

		It("is refused when it lies ahead of the true creation, whatever creation is claimed", func(ctx SpecContext) {
			given := minutes(desk.Name).Held(inSeconds(time.Hour)).Created(inSeconds(2 * time.Hour)).Obj()
			Expect(desk.Create(ctx, given)).To(framework.BeInvalid("must not lie after"))
		})
	})

	// As with reports: both requests create an object, and neither may be a way around the policy.
	It("holds for server-side apply", func(ctx SpecContext) {
		for _, who := range []*framework.Actor{desk, wei} {
			env.Grant(ctx, namespace, who.Subject(), framework.Records(framework.Minutes, "patch"))
		}
		apply := func(by client.Client, given *v1alpha1.MeetingMinutes) error {
			configuration, err := framework.ApplyConfiguration(env.Scheme, given)
			if err != nil {
				return err
			}
			return by.Apply(ctx, configuration, client.FieldOwner("test"))
		}
		Expect(apply(wei, minutes(wei.Name).Obj())).To(framework.BeForbidden(mayNotMinute("wei", "health-commission", namespace)))
		Expect(apply(desk, minutes("wei").Obj())).To(framework.BeInvalid(mayNotFileFor("desk", "wei")))
		Expect(apply(desk, minutes(desk.Name).Held(inSeconds(time.Hour)).Obj())).To(framework.BeInvalid("must not lie after"))
		Expect(apply(desk, minutes(desk.Name).Obj())).To(Succeed())
		Expect(apply(desk, minutes(desk.Name).Obj())).To(Succeed(), "a second time changes nothing")
	})

	It("leaves the status to whoever may write that", func(ctx SpecContext) {
		given := minutes(desk.Name).Obj()
		Expect(desk.Create(ctx, given)).To(Succeed())
		given.Status.Verdict = v1alpha1.VerdictInForce
		Expect(desk.Status().Update(ctx, given)).To(framework.BeForbidden("cannot update resource"))

		operator := env.ServiceAccount(ctx, namespace, "operator")
		env.Grant(ctx, namespace, operator.Subject(), framework.Records("meetingminutes/status", "update"))
		Expect(operator.Status().Update(ctx, given)).To(Succeed())
	})
})

var _ = Describe("Restoring MeetingMinutes", func() {
	var (
		namespace      string
		desk, one, all *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		desk = env.User(ctx, "desk")
		env.Grant(ctx, namespace, desk.Subject(), framework.MinutesRules("health-commission")...)
		create := framework.Records(framework.Minutes, "create")
		one = env.User(ctx, "one")
		env.Grant(ctx, namespace, one.Subject(), create, framework.Verb(v1alpha1.VerbRestore, "health-commission"))
		all = env.ServiceAccount(ctx, namespace, "all")
		env.Grant(ctx, namespace, all.Subject(), create, framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbRestore))
	})

	created := time.Date(2021, 4, 15, 9, 0, 0, 0, time.UTC) // which is then
	minutes := func() *wrappers.MinutesWrapper {
		return wrappers.Minutes("minutes").Namespace(namespace).Office("health-commission").FiledBy("somebody who left").
			Session("2021-04-14")
	}
	mayNotRestoreMinutes := func(user, office string) string {
		return fmt.Sprintf(`user %q may not restore minutes of office %q in %s: the annotation supervision.jianguan.io/restored needs `+
			`the verb "restore" on departments/%s in this namespace, which nobody holds unless an administrator grants it; without the `+
			`annotation the minutes are filed now`, user, office, namespace, office)
	}

	It("is for whoever may restore those of its office, as filed by somebody else", func(ctx SpecContext) {
		given := restored(minutes().Obj(), then)
		Expect(one.Create(ctx, given.DeepCopy(), client.DryRunAll)).To(Succeed())
		Expect(one.Create(ctx, given)).To(Succeed())
		Expect(given.Spec.FiledBy).To(Equal("somebody who left"))
	})

	It("is not for whoever may restore those of another office", func(ctx SpecContext) {
		given := restored(minutes().Office("police").Obj(), then)
		Expect(one.Create(ctx, given.DeepCopy())).To(framework.BeForbidden(mayNotRestoreMinutes("one", "police")))
		Expect(all.Create(ctx, given)).To(Succeed())
	})

	It("is not for the office, in whoever's name", func(ctx SpecContext) {
		for _, filedBy := range []string{"desk", "li"} {
			Expect(desk.Create(ctx, restored(minutes().FiledBy(filedBy).Obj(), then))).
				To(framework.BeForbidden(mayNotRestoreMinutes("desk", "health-commission")))
		}
	})

	It("is for an administrator, who cannot sign for others without the annotation", func(ctx SpecContext) {
		Expect(env.Admin.Create(ctx, minutes().Obj())).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "somebody who left")))
		Expect(env.Admin.Create(ctx, restored(minutes().Obj(), then))).To(Succeed())
	})

	It("lends nothing to minutes without the annotation", func(ctx SpecContext) {
		Expect(one.Create(ctx, minutes().FiledBy("one").Obj())).
			To(framework.BeForbidden(mayNotMinute("one", "health-commission", namespace)))
		Expect(all.Create(ctx, minutes().Obj())).To(framework.BeForbidden(mayNotMinute(all.Name, "health-commission", namespace)))
	})

	DescribeTable("is refused with a creation", func(ctx SpecContext, told string) {
		Expect(one.Create(ctx, restored(minutes().Obj(), told))).To(framework.BeInvalid(notACreation(told, "MeetingMinutes")))
	}, wrongCreations)

	It("is accepted of a session that was held in the second of the creation that is told", func(ctx SpecContext) {
		Expect(one.Create(ctx, restored(minutes().Held(created).Obj(), then))).To(Succeed())
	})

	It("is refused of a session that was held after the creation that is told", func(ctx SpecContext) {
		late := created.Add(time.Second)
		for _, who := range []client.Client{one, env.Admin} {
			Expect(who.Create(ctx, restored(minutes().Held(late).Obj(), then))).To(framework.BeInvalid(fmt.Sprintf(
				`spec.heldTime %q must not lie after %q, at which the minutes were first filed, as their annotation `+
					`supervision.jianguan.io/restored tells: a session has minutes once it was held`, late.Format(time.RFC3339), then)))
		}
	})
})
