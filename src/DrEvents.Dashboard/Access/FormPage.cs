using System.Globalization;
using System.Net;
using System.Text;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace DrEvents.Dashboard.Access;

/// <summary>What a form asks for.</summary>
/// <param name="Type">Of the input, as HTML names it.</param>
/// <param name="Autocomplete">What a browser may fill in.</param>
internal sealed record FormField(string Name, string Label, string Type, string Autocomplete, bool IsRequired = true, string? Value = null);

/// <summary>
/// A page of forms that needs no script and no connection that lives: where cookies are given and taken. All of it is text of ours, or encoded. Its script
/// notes the browser's time zone for the page that comes after it.
/// </summary>
internal sealed class FormPage
{
    private readonly StringBuilder _body = new();
    private readonly string _title;
    private readonly string _antiforgery;
    private readonly string _theme;

    public FormPage(HttpContext context, IAntiforgery antiforgery, string title)
    {
        var token = antiforgery.GetAndStoreTokens(context);
        // What stands here is one person's.
        context.Response.Headers.CacheControl = "no-store";
        _title = title;
        _theme = Choices.ThemeOf(context.Request.Cookies) is { } theme ? $" data-theme=\"{theme}\"" : "";
        _antiforgery = Hidden(token.FormFieldName, token.RequestToken ?? "");
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public FormPage Said(string? text, bool isWrong = false)
    {
        if (text is not null)
            _body.Append(isWrong ? $"""<p class="wrong" role="alert">{Text(text)}</p>""" : $"<p>{Text(text)}</p>");
        return this;
    }

    /// <summary>Something to be copied.</summary>
    public FormPage Code(params IEnumerable<string> lines)
    {
        foreach (var line in lines)
            _body.Append($"""<p><code class="breaks">{Text(line)}</code></p>""");
        return this;
    }

    public FormPage Link(string path, string words)
    {
        _body.Append($"""<p><a href="{Text(path)}">{Text(words)}</a></p>""");
        return this;
    }

    public FormPage Heading(string text)
    {
        _body.Append($"<h2>{Text(text)}</h2>");
        return this;
    }

    public FormPage Form(
        string action,
        string button,
        IEnumerable<FormField> fields,
        params IEnumerable<(string Name, string Value)> hidden
    )
    {
        _body.Append($"""<form class="card" method="post" action="{Text(action)}">""");
        foreach (var field in fields)
            _body.Append(Input(action, field));
        foreach (var (name, value) in hidden)
            _body.Append(Hidden(name, value));
        _body.Append($"""{_antiforgery}<p><button type="submit" class="primary">{Text(button)}</button></p></form>""");
        return this;
    }

    public IResult Answer(int status = StatusCodes.Status200OK) =>
        Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.Name}"{_theme}>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{Text(_title)} · DrEvents</title>
                <link rel="stylesheet" href="/_content/DrEvents.Dashboard/css/app.css" />
                <script src="/_content/DrEvents.Dashboard/js/first.js"></script>
            </head>
            <body>
                <main id="main">
                    <h1>{Text(_title)}</h1>
                    {_body}
                </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: status
        );

    /// <summary>Several forms of a page may ask for the same.</summary>
    private static string Input(string action, FormField field)
    {
        var id = Text($"{action.Trim('/').Replace('/', '-')}-{field.Name}");
        var value = field.Value is null ? "" : $" value=\"{Text(field.Value)}\"";
        return $"""
            <div class="field">
                <label for="{id}">{Text(field.Label)}</label>
                <input id="{id}" name="{Text(field.Name)}" type="{field.Type}" autocomplete="{field.Autocomplete}"{value}{(
                field.IsRequired ? " required" : ""
            )} />
            </div>
            """;
    }

    private static string Hidden(string name, string value) => $"""<input type="hidden" name="{Text(name)}" value="{Text(value)}" />""";
}
