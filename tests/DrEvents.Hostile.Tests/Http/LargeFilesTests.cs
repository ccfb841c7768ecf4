using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using DrEvents.Contracts.Http;

namespace DrEvents.Hostile.Tests.Http;

/// <summary>Files of meters, over a real connection, as long as they may be and longer.</summary>
[Collection(Attacks.Name)]
public sealed class LargeFilesTests(BackendUnderAttack attacked) : IClassFixture<BackendUnderAttack>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = attacked.Backend.Address };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task ten_years_of_quarters_are_imported_at_once_and_again_as_nothing_new()
    {
        await RegisterAsync("large-1");
        var table = Quarters(days: 3_650, digit: 1);
        table.Length.ShouldBeGreaterThan(8 * 1024 * 1024);
        var watch = Stopwatch.StartNew();

        var first = await ImportedAsync("large-1", table);
        var again = await ImportedAsync("large-1", table);
        var corrected = await ImportedAsync("large-1", Quarters(days: 3_650, digit: 2));

        watch.Elapsed.ShouldBeLessThan(Patience);
        (first.Imported, first.Newest.Added, first.Newest.Changed).ShouldBe((true, 3_650 * 96, 0));
        again.Imported.ShouldBeFalse();
        (corrected.Newest.Number, corrected.Newest.Added, corrected.Newest.Changed).ShouldBe((2, 0, 3_650 * 96));
        await attacked.IsUnharmedAsync();
    }

    [Fact]
    public async Task a_longer_one_is_refused_and_nothing_of_it_is_stored()
    {
        await RegisterAsync("large-2");

        var answer = await SendAsync("large-2", new byte[MeterLimits.BytesMax + 1]);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await attacked.CountAsync("select count(*) from drevents.mt_streams where id = 'meter/large-2'")).ShouldBe(0);
        await attacked.IsUnharmedAsync();
    }

    private static byte[] Quarters(int days, int digit)
    {
        var text = new StringBuilder("time,kW\n");
        var first = new DateTimeOffset(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < days * 96; i++)
            text.Append(CultureInfo.InvariantCulture, $"{first.AddMinutes(i * 15.0):yyyy-MM-dd'T'HH:mm:ss'Z'},{i % 7}.{digit}25\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private async Task RegisterAsync(string venId) =>
        (await _http.PostAsJsonAsync("/api/vens", new RegisterVenRequest(venId, RegistrationId: venId))).EnsureSuccessStatusCode();

    private async Task<MeterImportAnswer> ImportedAsync(string venId, byte[] file)
    {
        var answer = await SendAsync(venId, file);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<MeterImportAnswer>())!;
    }

    private Task<HttpResponseMessage> SendAsync(string venId, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return _http.PostAsync($"/api/vens/{venId}/meter", content);
    }
}
