using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using DrEvents.Dashboard.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.HtmlRendering.Infrastructure;
using Microsoft.AspNetCore.Components.Web.HtmlRendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Tests.Rendering;

/// <summary>
/// A page, or a part of one, as the server has it, without a browser and with a backend that answers when the test wants it: for what happens between a
/// question and its answer.
/// </summary>
internal sealed class Rendered : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly AsyncServiceScope _scope;
    private readonly Address _address;
    private readonly Renderer _renderer;
    private HtmlRootComponent _root;

    private Rendered(string path, Func<string, Task<object>?> answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        DashboardPages.Add(builder);
        _address = new Address(path);
        builder.Services.AddSingleton<IHttpClientFactory>(new SlowBackend(answer)).AddSingleton<NavigationManager>(_address);
        _app = builder.Build();
        _scope = _app.Services.CreateAsyncScope();
        _scope.ServiceProvider.GetRequiredService<Person>().Is(new ClaimsPrincipal());
        _renderer = new Renderer(_scope.ServiceProvider);
    }

    /// <summary>What stands on it now.</summary>
    public Task<string> HtmlAsync() => _renderer.Dispatcher.InvokeAsync(() => _root.ToHtmlString());

    /// <summary>Opens it.</summary>
    /// <param name="path">The address.</param>
    /// <param name="answer">What the backend answers to a path: a status, or something as JSON; null where it does not answer.</param>
    public static async Task<Rendered> OpenAsync<T>(string path, Func<string, Task<object>?> answer)
        where T : IComponent
    {
        var rendered = new Rendered(path, answer);
        rendered._root = await rendered._renderer.Dispatcher.InvokeAsync(() =>
            rendered._renderer.BeginRenderingComponent(typeof(T), ParameterView.Empty)
        );
        return rendered;
    }

    /// <summary>Its address becomes another one.</summary>
    public Task GoAsync(string path) => _renderer.Dispatcher.InvokeAsync(() => _address.Arrive(path));

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_renderer).DisposeAsync();
        await _scope.DisposeAsync();
        await _app.DisposeAsync();
    }

    private sealed class Renderer(IServiceProvider services) : StaticHtmlRenderer(services, services.GetRequiredService<ILoggerFactory>())
    {
        protected override RendererInfo RendererInfo { get; } = new("Server", isInteractive: true);
    }

    private sealed class Address : NavigationManager
    {
        private const string Base = "http://localhost/";

        public Address(string path) => Initialize(Base, Base + path);

        public void Arrive(string path)
        {
            Uri = Base + path;
            NotifyLocationChanged(isInterceptedLink: false);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) =>
            Arrive(ToBaseRelativePath(ToAbsoluteUri(uri).ToString()));
    }

    private sealed class SlowBackend(Func<string, Task<object>?> answer) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("http://backend/") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answered = answer(request.RequestUri!.PathAndQuery) ?? new TaskCompletionSource<object>().Task;
            var body = await answered.WaitAsync(cancellationToken);
            return body is HttpStatusCode status
                ? new HttpResponseMessage(status) { Content = new StringContent("") }
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(body, body.GetType()) };
        }
    }
}
