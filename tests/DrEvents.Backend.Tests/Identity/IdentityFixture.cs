using System.Net;
using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Features.Identity;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Identity;

/// <summary>One backend with an authority of its own, for all scenarios of certificates; each uses VENs of its own.</summary>
public sealed class IdentityFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-identity-");
    private TestDatabase _database = null!;

    public IAlbaHost Host { get; private set; } = null!;

    public string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    internal CertificateAuthority Authority => Host.Services.GetRequiredService<OwnAuthority>().Authority!;

    internal KnownIdentities Known => Host.Services.GetRequiredService<KnownIdentities>();

    public async ValueTask InitializeAsync()
    {
        _database = await BackendDatabase.CreateAsync();
        Host = await AnotherAsync(TimeProvider.System);
    }

    /// <summary>Another backend over the same database, with a clock and settings of its own.</summary>
    public Task<IAlbaHost> AnotherAsync(TimeProvider clock, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Identity:CaFile"] = CaFile,
            ["Identity:BrokerHost"] = "broker.example",
            ["Http:SignInsPerMinute"] = "10000",
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        return BackendFixture.StartAsync(_database.ConnectionString, new RecordingBroker(clock), clock, all);
    }

    /// <summary>Registers a VEN and makes a code for it.</summary>
    internal async Task<string> OfferAsync(string venId, IAlbaHost? host = null)
    {
        await PostAsync("/api/vens", new RegisterVenRequest(venId, RegistrationId: venId), host);
        var (status, body) = await PostAsync($"/api/vens/{venId}/enrolment", null, host);
        status.ShouldBe(HttpStatusCode.OK, body);
        return Read<EnrolmentOfferView>(body).Code;
    }

    /// <summary>Enrols a VEN, which has to succeed.</summary>
    internal async Task<EnrolledView> EnrolAsync(string code, TestVen ven, IAlbaHost? host = null)
    {
        var (status, body) = await PostAsync("/api/enrol", new EnrolRequest(code, ven.Csr()), host);
        status.ShouldBe(HttpStatusCode.OK, body);
        return Read<EnrolledView>(body);
    }

    /// <summary>Sends a body, from an address of its own unless one is named, so that refusals of tests do not add up.</summary>
    internal async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string path,
        object? body,
        IAlbaHost? host = null,
        string? from = null
    )
    {
        var address = IPAddress.Parse(from ?? "127.0.0.1");
        var answer = await (host ?? Host).Server.SendAsync(context =>
        {
            context.Request.Method = "POST";
            context.Request.Path = path;
            context.Connection.RemoteIpAddress = address;
            if (body is null)
                return;
            var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, System.Text.Json.JsonSerializerOptions.Web);
            context.Request.ContentType = "application/json";
            context.Request.ContentLength = bytes.Length;
            context.Request.Body = new MemoryStream(bytes);
        });
        using var reader = new StreamReader(answer.Response.Body);
        return ((HttpStatusCode)answer.Response.StatusCode, await reader.ReadToEndAsync());
    }

    internal async Task<T> GetAsync<T>(string path, IAlbaHost? host = null) =>
        (await (host ?? Host).Server.CreateClient().GetFromJsonAsync<T>(path))!;

    internal static T Read<T>(string json) =>
        System.Text.Json.JsonSerializer.Deserialize<T>(json, System.Text.Json.JsonSerializerOptions.Web)!;

    /// <summary>Another backend, whose clock is ahead.</summary>
    internal Task<IAlbaHost> LaterAsync(double days, params (string Key, string? Value)[] settings)
    {
        var clock = new TurnedClock();
        clock.Turn(TimeSpan.FromDays(days).TotalSeconds);
        return AnotherAsync(clock, settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Scenarios of certificates share one running backend.</summary>
[CollectionDefinition]
public sealed class IdentityCollection : ICollectionFixture<IdentityFixture>;
