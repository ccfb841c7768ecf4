using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>Profiles side by side, what if, and the proof: all of it of five minutes that are stored.</summary>
[Collection(typeof(ResultRoomCollection))]
public sealed class ResultCompareTests(ResultRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var real = await room.RealAsync(3, young: 1);
        await using var visit = await room.VisitAsync(
            $"events/{real.Id}?compare=profiles&ifWithout={real.VenIds[0]}&ifKw=24",
            width,
            isDark: isDark
        );
        await Expect(visit.Page.Locator("#compare canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("profiles, over the VENs, hours and intervals of result 1")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".simulated dl")).ToBeVisibleAsync();
        await ResultPictures.TakeAsync(visit, "profiles", width, "#compare");
        await ResultPictures.TakeAsync(visit, "what-if", width, ".what-if");
        await ResultPictures.TakeAsync(visit, "proof", width, "#proof");
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.Locator("#compare")).ToContainTextAsync("Ein Plan, der nie ausgeführt wurde");
        await Expect(visit.Page.Locator("#compare")).ToContainTextAsync("jedes liefert denselben Teil seines Anteils wie damals");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task profiles_are_read_only_when_they_are_wanted_and_show_what_the_interface_says()
    {
        var real = await room.RealAsync(3, young: 1);
        await using var visit = await room.VisitAsync($"events/{real.Id}");
        await Expect(visit.Page.Locator("#compare")).ToBeVisibleAsync();
        room.Asked.ShouldNotContain(a => a.Contains($"{real.Id}/result/profiles"), "it costs: nobody wanted it yet");

        await visit.PressOnAsync(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set them side by side" }));
        await Expect(visit.Page).ToHaveURLAsync(new Regex("[?&]compare=profiles"));
        var all = (await room.Backend.GetFromJsonAsync<SideBySideView>($"api/events/{real.Id}/result/profiles"))!;
        var rows = visit.Page.Locator("table.profiles tbody tr");
        await Expect(rows).ToHaveCountAsync(all.Profiles.Count + 1);
        await Expect(rows.First).ToContainTextAsync("as issued (result 1)");
        foreach (var (i, profile) in all.Profiles.Index())
        {
            var row = rows.Nth(i + 1);
            await Expect(row).ToContainTextAsync(profile.Profile);
            await Expect(row.Locator("td").Nth(0)).ToHaveTextAsync(profile.Vens.ToString(CultureInfo.InvariantCulture));
            await Expect(row.Locator("td").Nth(1)).ToHaveTextAsync(Text(profile.MeanKw, 2));
            await Expect(row.Locator("td").Nth(5)).ToHaveTextAsync(profile.Rrmse is { } error ? Text(error * 100, 1) + " %" : "–");
        }
        all.Profiles.ShouldContain(p => p.NotMeasured > 0);
        await Expect(rows.Filter(new() { HasText = "pjm-high-4-of-5" })).ToContainTextAsync($"1 VEN: {real.VenIds[3]}");

        // Lines can be taken out of the picture without a mouse, and the file has all of them.
        var box = visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "pjm-high-4-of-5" });
        var label = visit.Page.Locator("#compare [role=img]");
        var lines = all.Profiles.Count(p => p.Vens > 0);
        await Expect(label).ToHaveAttributeAsync("aria-label", $"Baselines of {lines} profiles against the use of {real.Id}");
        await visit.WalkToAsync(box);
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(label).ToHaveAttributeAsync("aria-label", $"Baselines of {lines - 1} profiles against the use of {real.Id}");
        var file = Uri.UnescapeDataString(
            (await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Profiles as CSV" }).GetAttributeAsync("href"))!
        );
        file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(all.Profiles.Count + 1);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task reading_profiles_can_be_called_off_and_gone_on_with()
    {
        var real = await room.RealAsync(2);
        await using var visit = await room.VisitAsync($"events/{real.Id}?compare=profiles");
        // What is closed asks no more, whether it had ended or not.
        await Button(visit, new Regex("^(Cancel|Close)$")).ClickAsync();
        await Expect(Button(visit, new Regex("Set them side by side"))).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("table.profiles")).ToHaveCountAsync(0);
        var asked = room.Asked.Count(a => a.Contains($"{real.Id}/result/profiles"));
        await using (await room.VisitAsync($"events/{real.Id}")) { }
        room.Asked.Count(a => a.Contains($"{real.Id}/result/profiles")).ShouldBe(asked);

        await Button(visit, new Regex("Set them side by side")).ClickAsync();
        await Expect(visit.Page.GetByText("profiles, over the VENs")).ToBeVisibleAsync();
        room.Asked.Where(a => a.Contains($"{real.Id}/result/profiles")).ShouldAllBe(a => a.Contains("?names="));
    }

    [Fact]
    public async Task what_if_keeps_what_was_measured_apart_from_what_is_simulated_and_has_its_link()
    {
        var real = await room.RealAsync(3);
        await using var visit = await room.VisitAsync($"events/{real.Id}");
        var form = visit.Page.Locator(".what-if");
        await visit.TypeIntoAsync(form.GetByLabel("Without these VENs"), $"{real.VenIds[0]}, {real.VenIds[1]}");
        await visit.TypeIntoAsync(form.GetByLabel("Request in kW"), "12");
        await form.GetByLabel("Shared out").SelectOptionAsync("equal");
        await visit.PressOnAsync(form.GetByRole(AriaRole.Button, new() { Name = "What if?" }));

        var path = $"api/events/{real.Id}/whatif?without={real.VenIds[0]},{real.VenIds[1]}&requestedKw=12&allocation=equal";
        var answer = (await room.Backend.GetFromJsonAsync<WhatIfView>(path))!;
        var mean = visit.Page.Locator(".measured tbody tr").Filter(new() { HasText = "Delivered, mean" }).Locator("td");
        await Expect(mean.Nth(0)).ToHaveTextAsync(Text(answer.Issued.MeanKw, 2) + " kW");
        await Expect(mean.Nth(1)).ToHaveTextAsync(Text(answer.Measured.MeanKw, 2) + " kW");
        await Expect(visit.Page.Locator(".measured")).ToContainTextAsync("measured");
        await Expect(visit.Page.Locator(".simulated .pill")).ToHaveTextAsync("simulated");
        await Expect(visit.Page.Locator(".simulated dl")).ToContainTextAsync($"asks {answer.Simulated!.Vens} VENs");
        await Expect(visit.Page.Locator(".simulated tbody tr")).ToHaveCountAsync(answer.Simulated.Changes.Count);

        await using var later = await room.VisitAsync(new Uri(visit.Page.Url));
        await Expect(later.Page.Locator(".measured tbody tr").Filter(new() { HasText = "Delivered, mean" }).Locator("td").Nth(1))
            .ToHaveTextAsync(Text(answer.Measured.MeanKw, 2) + " kW");
        await Expect(later.Page.Locator("#if-kw")).ToHaveValueAsync("12");

        await later.Page.Locator("#if-profile").SelectOptionAsync("pre-event-mean");
        await later.Page.Locator("#if-kw").FillAsync("");
        await later.Page.Locator("#if-without").FillAsync("");
        await later.Page.Locator("#if-order").SelectOptionAsync("");
        await later.Page.GetByRole(AriaRole.Button, new() { Name = "What if?" }).ClickAsync();
        await Expect(later.Page.Locator(".measured")).ToContainTextAsync("By pre-event-mean alone");
        await Expect(later.Page.Locator(".simulated")).ToContainTextAsync("changes no plan");
        await later.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(later.Page.Locator(".apart")).ToHaveCountAsync(0);
        await Expect(later.Page).Not.ToHaveURLAsync(new Regex("[?&]if"));
        visit.Complaints.ShouldBeEmpty();
        later.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_wrong_with_a_question_stands_beside_its_field_and_nothing_is_asked_of_an_empty_one()
    {
        var real = await room.RealAsync(2);
        await using var visit = await room.VisitAsync($"events/{real.Id}?ifKw=-3&ifWithout=a/b");
        await Expect(visit.Page.Locator("#if-kw-wrong")).ToContainTextAsync("is not more than 0");
        await Expect(visit.Page.Locator("#if-without-wrong")).ToContainTextAsync("names what is no VEN");
        await visit.ShouldBeReadableAsync();

        await using var empty = await room.VisitAsync($"events/{real.Id}");
        await empty.Page.GetByRole(AriaRole.Button, new() { Name = "What if?" }).ClickAsync();
        await Expect(empty.Page.Locator(".what-if")).ToContainTextAsync("Say what shall be different.");
        empty.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_band_is_said_and_drawn_where_it_is_known()
    {
        var real = await room.RealAsync(3);
        await using var visit = await room.VisitAsync($"events/{real.Id}?measured={real.VenIds[0]}");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("table.intervals tbody tr")).ToHaveCountAsync(12);
        var ven = (await room.Backend.GetFromJsonAsync<VenResultPage>($"api/events/{real.Id}/result/vens?venId={real.VenIds[0]}"))!.Vens[0];
        await Expect(dialog).ToContainTextAsync("what the VEN reports");
        await Expect(dialog)
            .ToContainTextAsync(
                ven.Band is { } band
                    ? $"{Text(band.LowKw, 2)} to {Text(band.HighKw, 2)} kW in the mean, by what the method missed by on {band.Days} days"
                    : "not known: the method has too few days"
            );
        await Expect(dialog.GetByText("Around the baseline, in grey")).ToHaveCountAsync(ven.Band is null ? 0 : 1);
        var days = Uri.UnescapeDataString(
            (await dialog.GetByRole(AriaRole.Link, new() { Name = "Days as CSV" }).GetAttributeAsync("href"))!
        );
        days.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + ven.Days.Sum(d => d.Dates.Count));
        await visit.ShouldBeWellMadeAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#result").GetByText("Around the baseline, in grey"))
            .ToHaveCountAsync(real.Result.Portfolio.Band is null ? 0 : 1);
    }

    [Fact]
    public async Task the_history_is_verified_on_demand_and_the_bundle_is_beside_how_to_verify_it()
    {
        var real = await room.RealAsync(2);
        await Eventually.HoldsAsync(
            "the result is chained",
            async () => (await room.Backend.GetFromJsonAsync<HistoryReport>($"api/history/verify?eventId={real.Id}"))!.Rows > 0,
            withinS: 30
        );
        var head = (await room.Backend.GetFromJsonAsync<HistoryHead>("api/history/head"))!;
        await using var visit = await room.VisitAsync($"events/{real.Id}");
        var proof = visit.Page.Locator("#proof");
        await Expect(proof.Locator("dl code")).ToHaveTextAsync(head.Hash!);
        await Expect(proof).ToContainTextAsync("drevents audit verify FOLDER");
        await Expect(proof.GetByRole(AriaRole.Link, new() { Name = "Bundle of result 1" }))
            .ToHaveAttributeAsync("href", $"export/events/{real.Id}/audit.zip?number=1");

        await visit.PressOnAsync(proof.GetByRole(AriaRole.Button, new() { Name = "Verify the stored events" }));
        await Expect(proof.Locator(".verified .pill")).ToHaveTextAsync("holds");
        await visit.ShouldBeWellMadeAsync();
    }

    private static ILocator Button(Visit visit, Regex name) =>
        visit.Page.Locator("#compare .row").First.GetByRole(AriaRole.Button, new() { NameRegex = name });

    private static string Text(double? value, int digits) =>
        value is { } number
            ? Math.Round((decimal)number, digits, MidpointRounding.AwayFromZero).ToString("F" + digits, CultureInfo.InvariantCulture)
            : "–";
}
