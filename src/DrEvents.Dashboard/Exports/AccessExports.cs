using DrEvents.Dashboard.Parts;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Who and what has, or had, access, as files. No secret is stored that could stand in them.</summary>
internal static class AccessExports
{
    private const string UsersHead = "id,name,role,state,hasTotp,lockedUntil,invitedBy,invitedAt,removedBy,removedAt,programmes";
    private const string ClientsHead = "id,name,role,madeBy,madeAt,revokedBy,revokedAt,programmes";
    private const string KeysHead = "id,name,role,expiresAt,madeBy,madeAt,revokedBy,revokedAt,programmes";
    private const string GrantsHead = "id,name,role,addresses,origin,madeBy,madeAt,revokedBy,revokedAt,programmes";

    public static void Map(IEndpointRouteBuilder app)
    {
        MapList<UserView>(app, "users", UsersHead, Row);
        MapList<ClientView>(app, "clients", ClientsHead, Row);
        MapList<ApiKeyView>(app, "keys", KeysHead, Row);
        MapList<GrantView>(app, "grants", GrantsHead, Row);
    }

    private static void MapList<T>(IEndpointRouteBuilder app, string name, string head, Func<T, string> row) =>
        Export.MapTable<T[]>(
            app,
            $"/export/access/{name}.csv",
            $"api/access/{name}",
            head,
            all => all.Select(row),
            Reach.Installation,
            needs: Need.Administer
        );

    private static string Row(UserView user) =>
        Csv.Line(
            Csv.Text(user.Id),
            Csv.Text(user.Name),
            user.Role,
            user.State,
            user.HasTotp ? "true" : "false",
            Csv.Time(user.LockedUntil),
            Csv.Text(user.InvitedBy),
            Csv.Time(user.InvitedAt),
            Csv.Text(user.RemovedBy),
            Csv.Time(user.RemovedAt),
            Programmes(user.Programmes, user.ProgrammeRoles)
        );

    private static string Row(ClientView client) =>
        Csv.Line(
            Csv.Text(client.Id),
            Csv.Text(client.Name),
            client.Role,
            Csv.Text(client.MadeBy),
            Csv.Time(client.MadeAt),
            Csv.Text(client.RevokedBy),
            Csv.Time(client.RevokedAt),
            Programmes(client.Programmes, client.ProgrammeRoles)
        );

    private static string Row(ApiKeyView key) =>
        Csv.Line(
            Csv.Text(key.Id),
            Csv.Text(key.Name),
            key.Role,
            Csv.Time(key.ExpiresAt),
            Csv.Text(key.MadeBy),
            Csv.Time(key.MadeAt),
            Csv.Text(key.RevokedBy),
            Csv.Time(key.RevokedAt),
            Programmes(key.Programmes, key.ProgrammeRoles)
        );

    private static string Row(GrantView grant) =>
        Csv.Line(
            Csv.Text(grant.Id),
            Csv.Text(grant.Name),
            grant.Role,
            Csv.Text(grant.Addresses),
            Csv.Text(grant.Origin),
            Csv.Text(grant.MadeBy),
            Csv.Time(grant.MadeAt),
            Csv.Text(grant.RevokedBy),
            Csv.Time(grant.RevokedAt),
            Programmes(grant.Programmes, grant.ProgrammeRoles)
        );

    /// <summary>Nothing for the whole installation; with the role in those where he has one of its own.</summary>
    private static string Programmes(IReadOnlyList<string>? programmes, IReadOnlyDictionary<string, string>? roles) =>
        Csv.Text(BoundsText.Of(programmes, roles, "; ") ?? "");
}
