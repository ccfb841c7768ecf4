using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Codes and certificates of VENs.</summary>
public sealed class CertificateVerbTests
{
    private const string Code = "7K3M-9QXT-2B4N-0HRV-5WZC-8DJG";
    private static readonly CertificateView Valid = Of("5c1e90b7", CertificateStatuses.Valid, 334);
    private static readonly CertificateView Revoked = Of("4b0d8fa6", CertificateStatuses.Revoked, 0) with { Reason = "stolen" };
    private readonly TestShell _shell = new();

    [Fact]
    public async Task a_code_is_alone_on_stdout()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/enrolment", 200, Canned.Json(new EnrolmentOfferView("ven-1", Code, Canned.Start)));

        (await RunAsync(backend, "ven", "enrol", "ven-1")).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldBe(Code + Environment.NewLine);
        _shell.Error.ToString().ShouldContain("code of ven-1, good once until");
    }

    [Fact]
    public async Task certificates_are_listed()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/certificates", 200, Canned.Json(new[] { Valid, Revoked }));

        (await RunAsync(backend, "ven", "certificates", "ven-1")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("5c1e90b7 valid 334");
        _shell.Rows.ShouldContain("stolen");
    }

    [Fact]
    public async Task all_that_hold_are_revoked_or_the_one_that_is_named()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("GET /api/vens/ven-1/certificates", 200, Canned.Json(new[] { Valid, Revoked }))
            .Answers("DELETE /api/vens/ven-1/certificates/5c1e90b7?reason=box%20stolen", 204, "")
            .Answers("DELETE /api/vens/ven-1/certificates/00ff", 204, "");

        (await RunAsync(backend, "ven", "revoke", "ven-1", "--reason", "box stolen")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "ven", "revoke", "ven-1", "--serial", "00ff")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("5c1e90b7 revoked");
        _shell.Rows.ShouldContain("00ff revoked");
    }

    [Fact]
    public async Task where_none_holds_there_is_nothing_to_revoke()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/certificates", 200, Canned.Json(new[] { Revoked }));

        (await RunAsync(backend, "ven", "revoke", "ven-1")).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("ven-1 has no certificate that holds");
    }

    private static CertificateView Of(string serial, string status, int daysLeft) =>
        new(serial, status, Canned.Start, Canned.Start.AddYears(1), daysLeft, "enrolment", null, null, null);

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
