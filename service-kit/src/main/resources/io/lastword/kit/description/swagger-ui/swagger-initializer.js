window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '../v3/api-docs',
    dom_id: '#swagger-ui',
    deepLinking: true,
    validatorUrl: null, // The default one is a service elsewhere.
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
  });
};
