using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A user of the control room, and a program that gets tokens. Secrets are all zeros or words, which nobody has.</summary>
public static class ExampleAccounts
{
    private const string By = "M. Weber";
    private const string Name = "A. Kovac";
    private const string ClientName = "Forecast of the trading desk";
    private const string Password = "tram orchid lantern seven";
    private static readonly string Code = new('A', 43);
    private static readonly string TotpSecret = new('A', 32);

    private static readonly UserView User = new(
        UserId,
        Name,
        Roles.Operator,
        UserStates.Active,
        HasTotp: true,
        LockedUntil: null,
        By,
        InvitedAt: Start.AddDays(-30),
        RemovedBy: null,
        RemovedAt: null
    );

    private static readonly LinkView Link = new($"/invitation?code={Code}", Start.AddDays(-27));

    private static readonly ClientView Client = new(
        ClientId,
        ClientName,
        Roles.Viewer,
        By,
        MadeAt: Start.AddDays(-30),
        RevokedBy: null,
        RevokedAt: null
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new InviteUserRequest(Name, Roles.Operator)),
        ApiExample.Of(new ChangeRoleRequest(Roles.Auditor)),
        ApiExample.Of(
            new BoundUserRequest(
                ["summer-evenings", "winter-mornings"],
                new Dictionary<string, string> { ["winter-mornings"] = Roles.Viewer }
            )
        ),
        ApiExample.Of(User),
        ApiExample.Of(Link),
        ApiExample.Of(new UserInvitedView(User with { State = UserStates.Invited, HasTotp = false }, Link)),
        ApiExample.Of(new AcceptInvitationRequest(Code, Password)),
        ApiExample.Of(new InvitationAcceptedView(Name)),
        ApiExample.Of(new MakeClientRequest(ClientName, Roles.Viewer)),
        ApiExample.Of(Client),
        ApiExample.Of(new ClientMadeView(Client, Code)),
        ApiExample.Of(new AccountView(Name, IsUser: true, HasTotp: true, RecoveryCodesLeft: 9)),
        ApiExample.Of(new ChangePasswordRequest(Password, "copper violin ninety rivers")),
        ApiExample.Of(
            new TotpKeyView(TotpSecret, $"otpauth://totp/DrEvents:A.%20Kovac?secret={TotpSecret}&issuer=DrEvents&digits=6&period=30")
        ),
        ApiExample.Of(new ConfirmTotpRequest("000000")),
        ApiExample.Of(new RecoveryCodesView(["AAAAA-AAAAA", "BBBBB-BBBBB"])),
        ApiExample.Of(new ConfirmPasswordRequest(Password)),
        ApiExample.Of(new SigningKeyView("9c1e07b2a4d85f36", By, Start.AddDays(-30))),
    ];
}
